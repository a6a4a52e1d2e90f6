import type { Millis } from '../core/time.ts';

/** What one instance did during one interval. */
export interface InstanceCounts {
  readonly requests: number;
  readonly errors: number;
  /** Requests by latency: one count for each of `latencyBuckets` and a last one for what is slower. */
  readonly latencies: readonly number[];
}

/** One interval of made-up traffic. */
export interface SimulatedInterval {
  /** One for each instance; null where the source tells nothing about this interval. */
  readonly canary: readonly InstanceCounts[] | null;
  readonly stable: readonly InstanceCounts[] | null;
}

/** Traffic that goes on, interval by interval. */
export interface SimulatedTraffic {
  /** What the ten instances of stable counted in the minutes before the canary came; those of `next` are the first of them. */
  before(minutes: number): readonly InstanceCounts[];
  /** @param weight percent of the traffic to canary during the next interval, above 0 and below 100 */
  next(weight: number): SimulatedInterval;
}

/** A made-up release: how its canary does beside stable. The same seed gives the same numbers. */
export interface Scenario {
  /** `healthy`, `errors-2x`, as people type it. */
  readonly name: string;
  /** What happens in it, for people. */
  readonly sentence: string;
  /** Whether a good judge leaves it alone; the hard ones look worse than they are. */
  readonly kind: 'healthy' | 'hard-healthy' | 'worse';
  /** Minutes after which the canary is worse; null when it never is. */
  readonly worseFrom: number | null;
  /** What a plan for this service would declare: checks against stable wait this long. */
  readonly warmUp: Millis;
  begin(options: { readonly seed: number; readonly interval: Millis }): SimulatedTraffic;
}

/** Upper bounds in milliseconds of the latency counts of every scenario. */
export const latencyBuckets: readonly number[] = [50, 75, 100, 150, 200, 300, 500, 1000, 2500];
