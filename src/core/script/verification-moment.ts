import type { RolloutEvent } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';

/**
 * Whether the verification script runs by itself now: before the first stage, as soon as the new version is up as far
 * as the plan tells. Only a plan that says what to verify has it run; a rollout waits for it nowhere.
 */
export function verifiesAt(event: RolloutEvent, { plan }: Rollout): boolean {
  if (plan.verification === undefined) return false;
  if (plan.probes.some(({ kind }) => kind === 'startup'))
    return event.kind === 'stage-entered' && event.stage === 0;
  if (plan.prepare.length === 0) return event.kind === 'started';
  return (
    event.kind === 'step-finished' &&
    event.phase === 'prepare' &&
    event.succeeded &&
    event.step === plan.prepare.length - 1
  );
}
