import type { Instant } from '../../src/core/time.ts';
import type { Wished } from './connection.ts';
import type { Streams } from './console-streams.ts';

/** What the monitor is given. */
export interface MonitorParts extends Streams {
  readonly wished: Wished;
  readonly clock: () => Instant;
  /** Ends `--follow`. */
  readonly signal: AbortSignal;
}
