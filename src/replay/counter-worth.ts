import type { Counter } from '../core/judge/totals.ts';
import type { ProblemKind } from './problems.ts';

export interface Unsound {
  readonly kind: ProblemKind;
  /** What it did, as the rest of a sentence about it. */
  readonly did: string;
}

/** @returns what makes the counter worth nothing; null when nothing does */
export function unsoundness(counter: Counter): Unsound | null {
  const numbers = counter.kind === 'events' ? [counter.requests, counter.bad] : counter.counts;
  if (numbers.some(Number.isNaN)) return { kind: 'not-a-number', did: 'told something that is not a number' };
  if (!numbers.every(Number.isFinite)) return { kind: 'infinite', did: 'told something infinite' };
  if (numbers.some((number) => number < 0)) return { kind: 'negative-count', did: 'told a negative count' };
  return counter.kind === 'events' && counter.bad > counter.requests
    ? { kind: 'more-bad-than-requests', did: 'told more bad requests than requests' }
    : null;
}

export function isWhole(counter: Counter): boolean {
  return counter.kind === 'events'
    ? Number.isInteger(counter.requests) && Number.isInteger(counter.bad)
    : counter.counts.every(Number.isInteger);
}

/** What is extrapolated, as Prometheus' `increase` is, comes in fractions of requests. */
export function rounded(counter: Counter): Counter {
  return counter.kind === 'events'
    ? { kind: 'events', requests: Math.round(counter.requests), bad: Math.round(counter.bad) }
    : { ...counter, counts: counter.counts.map(Math.round) };
}

/** With its boundaries in milliseconds. */
export function scaled(counter: Counter, millis: number): Counter {
  return counter.kind === 'events' || millis === 1
    ? counter
    : { ...counter, boundaries: counter.boundaries.map((boundary) => boundary * millis) };
}
