import type { Instant, Millis } from '../core/time.ts';
import type { JudgedInterval, Served } from './judge-recording.ts';
import type { Would } from './would.ts';

export interface ActedFirst {
  readonly at: Instant;
  /** Since the recording began. */
  readonly after: Millis;
  readonly would: Would;
  /** What the canary had served by then. */
  readonly served: Served | null;
}

/** Where a rollout would have been taken back, or else paused; null where neither. @param interval length of one */
export function actedFirst(intervals: readonly JudgedInterval[], interval: Millis): ActedFirst | null {
  const start = (intervals[0]?.at ?? 0) - interval;
  for (const kind of ['rolled-back', 'paused'] as const) {
    for (const { at, would, served } of intervals) {
      const found = would.find((one) => one.kind === kind);
      if (found !== undefined) return { at, after: at - start, would: found, served };
    }
  }
  return null;
}
