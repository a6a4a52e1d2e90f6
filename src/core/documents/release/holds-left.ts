import { isPaused } from '../../card/phase-words.ts';
import type { Rollout } from '../../rollout/state.ts';
import { watchedStage } from '../../rollout/wanted.ts';
import type { Instant, Millis } from '../../time.ts';

/** How long the holds of the plan still take at the least; null while that follows from no plan. */
export function holdsLeft(rollout: Rollout, now: Instant): Millis | null {
  const { phase, plan, skipHolds } = rollout;
  if (isPaused(rollout)) return null;
  switch (phase.kind) {
    case 'queued':
    case 'rolling-back':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return null;
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'completing': {
      if (skipHolds) return 0;
      const left = phase.kind === 'observing' ? Math.max(0, phase.endsAt - now) : 0;
      return plan.stages.slice(stageNow(rollout) + 1).reduce((sum, { hold }) => sum + hold, left);
    }
  }
}

/** The stage that has been entered; -1 before the first. One that traffic is being moved to has its hold before it. */
export function stageNow(rollout: Rollout): number {
  const { phase } = rollout;
  return phase.kind === 'shifting' ? phase.stage - 1 : (watchedStage(rollout) ?? -1);
}
