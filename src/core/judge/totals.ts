import type { NoReadingReason } from './measurement.ts';

/**
 * What one instance has counted since it began: it only grows, until a restart begins at zero again. As a source
 * told it, so nothing is known yet of what the numbers are worth.
 */
export type Counter =
  /** `bad` of `requests` failed, or were not what one wants of them. */
  | { readonly kind: 'events'; readonly requests: number; readonly bad: number }
  | {
      readonly kind: 'histogram';
      /** Upper bounds in the metric's unit (durations: ms), ascending, each inclusive; what is above the last one has none. */
      readonly boundaries: readonly number[];
      /** One count for each boundary (of that bucket alone, not cumulated) and a last one for what is above. */
      readonly counts: readonly number[];
    };

export type SideTotals =
  /** By the source's name for the instance; a source that tells none apart has one named `all`. */
  | { readonly kind: 'totals'; readonly instances: Readonly<Record<string, Counter>> }
  | { readonly kind: 'none'; readonly reason: NoReadingReason; readonly sentence: string };

/** Counters of one metric on both sides, read at the same moment. */
export interface Totals {
  readonly metric: string;
  readonly canary: SideTotals;
  readonly stable: SideTotals;
  /** What people should know of the numbers though they count; absent when there is nothing. */
  readonly note?: string;
}

/** The name of the only instance where a source tells none apart. */
export const allInstances = 'all';

/** The same nothing for several metrics and both sides. */
export function noTotals(
  metrics: readonly { readonly metric: string }[],
  reason: NoReadingReason,
  sentence: string,
): readonly Totals[] {
  const none = { kind: 'none', reason, sentence } as const;
  return metrics.map(({ metric }) => ({ metric, canary: none, stable: none }));
}
