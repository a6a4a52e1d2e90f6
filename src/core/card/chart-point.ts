import type { Instant } from '../time.ts';

/** Null where a side had no value: a gap in the line, never a zero. */
export interface ChartPoint {
  readonly at: Instant;
  readonly canary: number | null;
  readonly stable: number | null;
}
