import type { ChartMetric } from '../../core/card/chart.ts';

/** A limit further away than this many times the data would flatten the curves; it is then only named. */
const reach = 5;

/** Values that all lie above this share of the highest do not need the zero line to be read. */
const lofty = 0.6;

export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** From zero, or from a little under values that are far from it, to a little over data and limits within reach. */
export function valueRange(metric: ChartMetric): ValueRange {
  const values = metric.points
    .flatMap(({ canary, stable }) => [canary, stable])
    .filter((value) => value !== null);
  const highest = Math.max(0, ...values);
  const limits = metric.limits.map(({ value }) => value).filter((value) => value <= highest * reach);
  const near =
    limits.length === 0 && highest === 0 ? metric.limits.slice(0, 1).map(({ value }) => value) : limits;
  const top = Math.max(highest, ...near);
  const lowest = Math.min(top, ...values, ...near);
  if (top === 0 && lowest >= 0) return { low: 0, high: 1 };
  const low = lowest > top * lofty ? lowest - top * 0.1 : Math.min(0, lowest);
  return { low, high: top + (top - low) * 0.15 };
}
