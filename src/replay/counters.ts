import type { Reading } from '../core/judge/measurement.ts';
import type { Counter } from '../core/judge/totals.ts';

/** Nothing that could be judged, and why. */
export type Nothing = Extract<Reading, { kind: 'none' }>;

export function nothing(reason: Nothing['reason'], sentence: string): Nothing {
  return { kind: 'none', reason, sentence };
}

export const changedBuckets = 'the buckets of its histogram changed, so its counts cannot be added up';
const otherKind = 'it was counted in two different ways, so its counts cannot be added up';

/** Both counts together; histograms of other buckets cannot be added. */
export function addCounters(left: Counter, right: Counter): Counter | Nothing {
  if (left.kind === 'events' && right.kind === 'events') {
    return { kind: 'events', requests: left.requests + right.requests, bad: left.bad + right.bad };
  }
  if (left.kind !== 'histogram' || right.kind !== 'histogram') return nothing('source-failed', otherKind);
  const { boundaries } = left;
  if (!sameBuckets(boundaries, right.boundaries)) return nothing('source-failed', changedBuckets);
  const counts = left.counts.map((count, index) => count + (right.counts[index] ?? 0));
  return { kind: 'histogram', boundaries, counts };
}

/** @returns null where there is nothing to add up */
export function sumCounters(counters: readonly Counter[]): Counter | Nothing | null {
  let sum: Counter | null = null;
  for (const counter of counters) {
    const added: Counter | Nothing = sum === null ? counter : addCounters(sum, counter);
    if (added.kind === 'none') return added;
    sum = added;
  }
  return sum;
}

export function sameBuckets(left: readonly number[], right: readonly number[]): boolean {
  return (
    left === right ||
    (left.length === right.length && left.every((boundary, index) => boundary === right[index]))
  );
}
