import type { Instant } from '../core/time.ts';

/** What is odd about a recording, by name. None of them stops the replay; each leaves something without data. */
export type ProblemKind =
  | 'not-a-number'
  | 'infinite'
  | 'negative-count'
  | 'decreasing-counter'
  | 'more-bad-than-requests'
  | 'rounded'
  | 'changed-buckets'
  | 'mixed'
  | 'empty-interval'
  | 'one-sided'
  | 'duplicate'
  | 'unsorted'
  | 'gap'
  | 'short-window'
  | 'unlikely-unit'
  | 'unlikely-counts'
  | 'bad-weight'
  | 'weight-0'
  | 'weight-100'
  | 'unknown-metric'
  | 'not-recorded'
  | 'too-little-traffic';

export interface Problem {
  readonly kind: ProblemKind;
  /** When it was met first; null where it is about the whole recording. */
  readonly at: Instant | null;
  /** How often it was met. */
  readonly count: number;
  readonly sentence: string;
}

/** Collects what is met while a recording is read: the same thing again is counted, not listed. Mutable. */
export interface Problems {
  /** @param sentence the same for everything that is to be counted together */
  note(kind: ProblemKind, at: Instant | null, sentence: string): void;
  list(): readonly Problem[];
}

export function createProblems(): Problems {
  const found = new Map<string, Problem>();
  return {
    note(kind, at, sentence) {
      const key = `${kind} ${sentence}`;
      const before = found.get(key);
      found.set(
        key,
        before === undefined ? { kind, at, count: 1, sentence } : { ...before, count: before.count + 1 },
      );
    },
    list: () => [...found.values()],
  };
}
