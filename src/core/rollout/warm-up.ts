import type { Instant } from '../time.ts';
import type { Rollout } from './state.ts';

/** Until when checks against stable wait for the canary's instances; null when they do not, or not any more. */
export function warmUntil({ plan, canarySince }: Rollout, now: Instant): Instant | null {
  if (plan.warmUp === undefined || plan.warmUp === 0) return null;
  const until = (canarySince ?? now) + plan.warmUp;
  return now < until ? until : null;
}
