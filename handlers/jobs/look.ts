import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Sides } from '../../src/ports/measure.ts';

/** One look at a rollout: at what, when, and how long each source is waited for. */
export interface Look {
  readonly rollout: Rollout;
  readonly sides: Sides;
  readonly now: Instant;
  readonly patience: Millis;
}

/** What the canary says of itself is waited for this long at most: one that hangs must not keep its traffic from being judged. */
const longestPatience = 1000;

/** Null before it is known who is stable. */
export function lookAt(rollout: Rollout, now: Instant): Look | null {
  const { plan, stable } = rollout;
  if (stable === null) return null;
  const patience = Math.min(longestPatience, plan.interval / 2);
  return { rollout, sides: { canary: plan.canary, stable }, now, patience };
}
