import type { Reading } from '../core/judge/measurement.ts';
import type { Metric } from '../core/rollout/plan.ts';
import type { Instant, Millis } from '../core/time.ts';
import { nothing } from './counters.ts';
import type { RecordedSide } from './recording.ts';

type Values = Extract<RecordedSide, { kind: 'values' }>;
type Reduce = 'avg' | 'max' | 'min' | 'last' | 'sum';

/** Readings of a gauge, interval after interval. Mutable: it grows with every interval. */
export interface ValuedSide {
  add(at: Instant, values: Values | null): void;
  /** Of the intervals that end within the window, as the plan's source would have reduced them. */
  within(window: Millis): Reading;
}

/** @param scale what a reading is multiplied with to be in the metric's own unit */
export function createValuedSide(metric: Metric, scale: number, longest: Millis): ValuedSide {
  const reduce = reduceOf(metric);
  const entries: { readonly at: Instant; readonly told: Values | null }[] = [];
  return {
    add(at, told) {
      entries.push({ at, told });
      while ((entries[0]?.at ?? at) <= at - longest) entries.shift();
    },
    within(window) {
      const newest = entries.at(-1);
      if (newest === undefined || newest.told === null) return nothing('empty', 'nothing was recorded');
      const since = newest.at - window;
      const told = entries.flatMap((entry) => (entry.at > since && entry.told !== null ? [entry.told] : []));
      const value = reduced(told, reduce);
      if (value === null) return nothing('not-a-number', 'what was recorded is not a number');
      if (!Number.isFinite(value)) return nothing('not-a-number', 'what was recorded is infinite');
      return { kind: 'value', value: value * scale, ...behind(newest.told) };
    },
  };
}

function behind({ requests, errors }: Values): {
  readonly requests: number | null;
  readonly errors: number | null;
} {
  const whole = (count: number | null) =>
    count === null || !Number.isFinite(count) || count < 0 ? null : Math.round(count);
  return { requests: whole(requests), errors: whole(errors) };
}

function reduceOf({ source }: Metric): Reduce {
  switch (source.kind) {
    case 'query':
      return source.read.kind === 'range' ? source.read.reduce : 'last';
    case 'reported':
      return 'sum';
    case 'json':
    case 'traffic':
      return 'last';
  }
}

/** Millions of samples are gone through one by one. @returns null where none of them is a number */
function reduced(told: readonly Values[], reduce: Reduce): number | null {
  let [count, sum, highest, lowest, last] = [0, 0, -Infinity, Infinity, 0];
  for (const { values } of told) {
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      count += 1;
      sum += value;
      highest = Math.max(highest, value);
      lowest = Math.min(lowest, value);
      last = value;
    }
  }
  if (count === 0) return null;
  return { avg: sum / count, max: highest, min: lowest, last, sum }[reduce];
}
