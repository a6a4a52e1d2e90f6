import { summary } from './measure.ts';

/** What came of one run under one judge. */
export interface Outcome {
  /** When the canary was rolled back, in minutes; null when it never was. */
  readonly minute: number | null;
  /** Bad requests that the canary served until then, or in the whole hour. */
  readonly bad: number;
}

export interface CellFigures {
  /** Share of the runs that were rolled back. */
  readonly probability: number;
  /** 95 % interval of `probability`. */
  readonly interval_95: readonly [number, number];
  /** Of those that were rolled back; null when none was. */
  readonly median_minute: number | null;
  /** Share of the runs that were rolled back before the canary was worse; only where it turns worse on the way. */
  readonly before_worse?: number;
  /** Mean over all runs, rolled back or not. */
  readonly bad_requests: number;
  readonly n: number;
}

/** @param worseFrom minutes after which the canary is worse; rollbacks up to then are no catch and have no median */
export function figuresOf(outcomes: readonly Outcome[], worseFrom: number | null): CellFigures {
  const n = outcomes.length;
  const from = worseFrom ?? 0;
  const minutes = outcomes.flatMap(({ minute }) => minute ?? []);
  const caught = minutes.filter((minute) => minute > from);
  return {
    probability: rounded(caught.length / n, 4),
    interval_95: wilson(caught.length, n),
    median_minute: median(caught),
    ...(from > 0 && { before_worse: rounded((minutes.length - caught.length) / n, 4) }),
    bad_requests: rounded(outcomes.reduce((sum, { bad }) => sum + bad, 0) / n, 1),
    n,
  };
}

/** The lower one of two in the middle: a minute that was. */
export function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : summary(values, 2).p50;
}

const z = 1.959964;

/**
 * 95 % interval of a share, Wilson's (1927): right also where nearly none, or nearly all, are counted.
 * @param n above 0
 */
export function wilson(counted: number, n: number): readonly [number, number] {
  const share = counted / n;
  const spread = z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  const middle = share + z ** 2 / (2 * n);
  const scale = 1 + z ** 2 / n;
  return [
    rounded(Math.max(0, (middle - spread) / scale), 5),
    rounded(Math.min(1, (middle + spread) / scale), 5),
  ];
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
