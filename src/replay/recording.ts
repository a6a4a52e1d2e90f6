import type { Counter } from '../core/judge/totals.ts';
import type { Instant, Millis } from '../core/time.ts';
import type { Problem } from './problems.ts';

/** What was recorded of one side of one metric during one interval, before anybody looked at what it is worth. */
export type RecordedSide =
  | { readonly kind: 'counts'; readonly instances: Readonly<Record<string, Counter>> }
  /** Readings of a gauge, in the order in which they were taken. `requests` and `errors`: behind them, where counted. */
  | {
      readonly kind: 'values';
      readonly values: readonly number[];
      readonly requests: number | null;
      readonly errors: number | null;
    };

export interface RecordedMetric {
  readonly canary: RecordedSide | null;
  readonly stable: RecordedSide | null;
}

export interface RecordedInterval {
  /** Its end. */
  readonly at: Instant;
  /** Percent to canary meanwhile; null where it was not recorded. */
  readonly weight: number | null;
  readonly metrics: ReadonlyMap<string, RecordedMetric>;
}

/** Whether counts are those of each interval alone, or counters that only grow. */
export type CountedAs = 'interval' | 'total';

export interface Recording {
  /** Null where the file does not say; then it is read from its times. */
  readonly interval: Millis | null;
  readonly counts: CountedAs;
  /** Of durations and of the boundaries of histograms. */
  readonly durations: DurationUnit;
  readonly intervals: readonly RecordedInterval[];
  /** What was odd already when it was read. */
  readonly problems: readonly Problem[];
}

/** A recording of more is refused: each interval is judged on its own. */
export const mostIntervals = 100_000;

/** What a file holds. `mistakes`: why it cannot be read, each with its place. */
export type ReadRecording =
  | { readonly kind: 'recording'; readonly recording: Recording }
  | { readonly kind: 'unreadable'; readonly mistakes: readonly string[] };

/** How a file is to be read where it does not say so itself. */
export interface RecordingOptions {
  readonly interval: Millis | null;
  readonly counts: CountedAs | null;
  /** Of durations and of the boundaries of histograms. */
  readonly durations: DurationUnit | null;
}

export type DurationUnit = 'ms' | 's';
export const millisIn: Readonly<Record<DurationUnit, number>> = { ms: 1, s: 1000 };
