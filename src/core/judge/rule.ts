import { z } from 'zod';
import { Millis } from '../time.ts';

/**
 * What a metric's numbers mean. Ratios are fractions (5 % is 0.05), durations are milliseconds,
 * throughput is per second; a count or a plain number has no unit.
 */
export const Unit = z.enum(['ratio', 'duration', 'per-second', 'count', 'number']);
export type Unit = z.infer<typeof Unit>;

export const Comparison = z.enum(['>', '>=', '<', '<=']);
export type Comparison = z.infer<typeof Comparison>;

/** The value a metric is held against. `offset` and `value` are in the metric's own unit. */
export const Limit = z.discriminatedUnion('kind', [
  /** `error-rate > 5%` */
  z.object({ kind: z.literal('absolute'), value: z.number() }),
  /** `error-rate > 1.5x stable`, `p95 > stable + 10%` (factor 1.1): stable's value in the same window times factor */
  z.object({ kind: z.literal('stable-factor'), factor: z.number().positive() }),
  /** `conversion < baseline - 5%`: the declared baseline plus an offset; for ratios the offset is percentage points */
  z.object({ kind: z.literal('baseline-offset'), offset: z.number() }),
  /** `error-rate worse than stable`, `… than 1.2x stable`: shown by a test that may be looked at all the time. Odds up to `margin` times stable's are accepted. */
  z.object({ kind: z.literal('worse'), margin: z.number().min(1) }),
  /** `error-rate within 1.5x stable`: the same test has shown that the odds are below `margin` times stable's. */
  z.object({ kind: z.literal('within'), margin: z.number().gt(1) }),
  /** `comparison score >= 75`: the score of the plan's comparison. */
  z.object({ kind: z.literal('score'), pass: z.number().min(0).max(100) }),
]);
export type Limit = z.infer<typeof Limit>;

/** One line such as `error-rate > 5% over 1m for 5m`, parsed. */
export const Rule = z.object({
  /** The rule as people write it, in canonical spacing. */
  text: z.string(),
  metric: z.string(),
  comparison: Comparison,
  limit: Limit,
  /** How far back each measurement looks. */
  window: Millis,
  /** How long the condition must hold without a break before the rule acts; 0 acts at the first sight. */
  sustained: Millis,
  /** Acts on few samples (20 requests and 5 errors) instead of `minimumRequests`. */
  instant: z.boolean(),
  /** Fewer canary requests than this in the window are no data. */
  minimumRequests: z.number().int().nonnegative(),
});
export type Rule = z.infer<typeof Rule>;
