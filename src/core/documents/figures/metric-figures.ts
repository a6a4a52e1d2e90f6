import { everyCheck } from '../../card/checks.ts';
import type { Measurement, Reading } from '../../judge/measurement.ts';
import type { EventOf, Recorded } from '../../rollout/events.ts';
import type { Metric, Plan } from '../../rollout/plan.ts';
import type { Instant } from '../../time.ts';

/** A look that was written into the log. */
export type Look = Recorded<EventOf<'measured'>>;

/** One side of a metric over several looks, in the metric's unit; null where it never had a value. */
export interface SideFigures {
  readonly last: number | null;
  readonly worst: number | null;
  /** Looks in which it had a value. */
  readonly withData: number;
}

/** Both sides at one look. */
export interface Pair {
  readonly at: Instant;
  readonly canary: number;
  readonly stable: number;
  /** What the values were counted from; null where failures are not counted on both sides. */
  readonly counts: { readonly canary: Counts; readonly stable: Counts } | null;
}

export interface Counts {
  readonly requests: number;
  readonly failed: number;
}

export interface MetricFigures {
  readonly metric: Metric;
  /** Worst is the lowest value then: success rates, conversions. */
  readonly lowIsBad: boolean;
  readonly looks: number;
  readonly canary: SideFigures;
  readonly stable: SideFigures;
  /** The last look in which both sides had a value. */
  readonly pair: Pair | null;
}

export function looksOf(events: readonly Recorded[]): readonly Look[] {
  return events.flatMap((recorded) =>
    recorded.event.kind === 'measured' ? [{ ...recorded, event: recorded.event }] : [],
  );
}

export function looksAt(events: readonly Recorded[], stage: number): readonly Look[] {
  return looksOf(events).filter(({ event }) => event.stage === stage);
}

/** Metrics that were measured in these looks, in the plan's order. */
export function metricFigures(plan: Plan, looks: readonly Look[]): readonly MetricFigures[] {
  return plan.metrics.flatMap((metric) => {
    const taken = looks.flatMap(({ at, event }) => {
      const found = sharpest(event.measurements, metric.name);
      if (found === null) return [];
      const [canary, stable] = [countsIn(found.canary), countsIn(found.stable)];
      const counts =
        metric.unit === 'ratio' && canary !== null && stable !== null ? { canary, stable } : null;
      return [{ at, canary: valueIn(found.canary), stable: valueIn(found.stable), counts }];
    });
    if (taken.length === 0) return [];
    const low = lowIsBad(plan, metric.name);
    const pairs = taken.flatMap(({ at, canary, stable, counts }) =>
      canary === null || stable === null ? [] : [{ at, canary, stable, counts }],
    );
    const side = (name: 'canary' | 'stable') =>
      sideFigures(
        taken.map((one) => one[name]),
        low,
      );
    const both = { canary: side('canary'), stable: side('stable') };
    return [{ metric, lowIsBad: low, looks: taken.length, ...both, pair: pairs.at(-1) ?? null }];
  });
}

function sideFigures(taken: readonly (number | null)[], low: boolean): SideFigures {
  const values = taken.filter((value) => value !== null);
  const [worst = null] = values.toSorted((a, b) => (low ? a - b : b - a));
  return { last: values.at(-1) ?? null, worst, withData: values.length };
}

/** A metric read over several windows is told by the shortest: the others are its averages. */
export function sharpest(measurements: readonly Measurement[], metric: string): Measurement | null {
  const [found = null] = measurements
    .filter((measurement) => measurement.metric === metric)
    .toSorted((a, b) => a.window - b.window);
  return found;
}

function valueIn(reading: Reading): number | null {
  return reading.kind === 'value' && Number.isFinite(reading.value) ? reading.value : null;
}

function countsIn(reading: Reading): Counts | null {
  if (reading.kind === 'none' || reading.requests === null || reading.errors === null) return null;
  return { requests: reading.requests, failed: reading.errors };
}

/** A metric whose triggers say `<`, or whose criteria say `>`, is bad when low (success rate, conversion). */
export function lowIsBad(plan: Plan, metric: string): boolean {
  const [check] = everyCheck(plan)
    .filter(({ rule }) => rule.metric === metric)
    .toSorted((a, b) => Number(a.action === 'criterion') - Number(b.action === 'criterion'));
  if (check === undefined) return plan.metrics.find(({ name }) => name === metric)?.worse === 'lower';
  const below = check.rule.comparison.startsWith('<');
  return check.action === 'criterion' ? !below : below;
}
