import type { MetricSeries } from '../wire.ts';

type Range = [number, number];

/** A limit further away than this many times the data would flatten the curves; it is named beside the chart only. */
const reach = 5;

/** Values that all lie above this share of the highest do not need the zero line to be read. */
const lofty = 0.6;

/** From zero, or from a little under values that are far from it, to a little over data and limits within reach. */
export function valueRange(series: MetricSeries): Range {
  const values = series.points
    .flatMap(({ canary, stable }) => [canary, stable])
    .filter((value) => value !== null);
  const highest = Math.max(0, ...values);
  const limits = reachableLimits(series, highest).map((limit) => limit.value);
  const top = Math.max(highest, ...limits);
  const lowest = Math.min(top, ...values, ...limits);
  if (top === 0 && lowest >= 0) return [0, 1];
  const bottom = lowest > top * lofty ? lowest - top * 0.1 : Math.min(0, lowest);
  return [bottom, top + (top - bottom) * 0.12];
}

/** The limits that stand within the chart. */
export function limitsInSight(series: MetricSeries): MetricSeries['limits'] {
  const [low, high] = valueRange(series);
  return series.limits.filter(({ value }) => value >= low && value <= high);
}

function reachableLimits(series: MetricSeries, highest: number): MetricSeries['limits'] {
  if (highest === 0) return series.limits.slice(0, 1);
  return series.limits.filter(({ value }) => value <= highest * reach);
}

/** Room for this many points at least, so that the first ones do not stand a mile apart. */
const pointsShown = 24;
const secondsWithoutPoints = 60;

/** In seconds since 1970, from the first point on. */
export function timeRange({ points }: MetricSeries): Range {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [0, secondsWithoutPoints];
  const passed = (last.at - first.at) / 1000;
  const apart = points.length < 2 ? secondsWithoutPoints / pointsShown : passed / (points.length - 1);
  return [first.at / 1000, first.at / 1000 + Math.max(passed, apart * pointsShown)];
}
