import type { Instant } from '../time.ts';
import { reviewTask } from './break-glass.ts';
import type { RolloutEvent } from './events.ts';
import type { Rollout } from './state.ts';

/** Whether it went past the safeguards, is over, and nobody was asked to look at that yet. */
export function owesReview({ plan, phase, tasks }: Pick<Rollout, 'plan' | 'phase' | 'tasks'>): boolean {
  if (plan.breakGlass === undefined) return false;
  const over = phase.kind === 'completed' || phase.kind === 'rolled-back' || phase.kind === 'cancelled';
  return over && tasks?.items.some(({ id }) => id === reviewTask.id) !== true;
}

/** However it ended: what was not looked at then is looked at afterwards. */
export function openReview(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  const { breakGlass } = rollout.plan;
  if (breakGlass === undefined || !owesReview(rollout)) return [];
  return [{ kind: 'tasks-opened', tasks: [{ ...reviewTask }], due: now + breakGlass.reviewWithin }];
}
