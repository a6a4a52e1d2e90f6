import type { Counter } from '../core/judge/totals.ts';
import type { Unsound } from './counter-worth.ts';
import { sameBuckets } from './counters.ts';

export interface Between {
  /** What came since; null where nobody can say. */
  readonly counter: Counter | null;
  readonly odd: Unsound | null;
}

const changed: Unsound = { kind: 'changed-buckets', did: 'changed the buckets of its histogram' };
const mixed: Unsound = { kind: 'mixed', did: 'was counted in two different ways' };
const restarted: Unsound = {
  kind: 'decreasing-counter',
  did: 'went down to less than half; it is taken to have begun again at zero',
};
const backwards: Unsound = {
  kind: 'decreasing-counter',
  did: 'went down, though it did not begin again; what it counted meanwhile is not known',
};

/** A counter that kept more than this share did not begin again at zero. */
const restartBelow = 0.5;

/** What came between two readings of a counter that only grows; nothing before the first one. */
export function between(before: Counter | undefined, now: Counter): Between {
  if (before === undefined) return { counter: zero(now), odd: null };
  if (before.kind !== now.kind) return { counter: null, odd: mixed };
  if (!comparable(before, now)) return { counter: null, odd: changed };
  const [was, is] = [parts(before), parts(now)];
  const difference = is.map((part, index) => part - (was[index] ?? 0));
  if (difference.every((part) => part >= 0)) return { counter: withParts(now, difference), odd: null };
  return total(now) <= restartBelow * total(before)
    ? { counter: now, odd: restarted }
    : { counter: null, odd: backwards };
}

/** Whether both can be counted on: of one kind, and in the same buckets. @returns what is odd if not */
export function oddBeside(before: Counter | undefined, now: Counter): Unsound | null {
  if (before === undefined) return null;
  if (before.kind !== now.kind) return mixed;
  return comparable(before, now) ? null : changed;
}

function comparable(left: Counter, right: Counter): boolean {
  return (
    left.kind !== 'histogram' || right.kind !== 'histogram' || sameBuckets(left.boundaries, right.boundaries)
  );
}

function zero(counter: Counter): Counter {
  return withParts(
    counter,
    parts(counter).map(() => 0),
  );
}

function parts(counter: Counter): readonly number[] {
  return counter.kind === 'events' ? [counter.requests, counter.bad] : counter.counts;
}

function withParts(counter: Counter, [first = 0, second = 0, ...rest]: readonly number[]): Counter {
  return counter.kind === 'events'
    ? { kind: 'events', requests: first, bad: second }
    : { ...counter, counts: [first, second, ...rest] };
}

function total(counter: Counter): number {
  return counter.kind === 'events' ? counter.requests : counter.counts.reduce((sum, count) => sum + count, 0);
}
