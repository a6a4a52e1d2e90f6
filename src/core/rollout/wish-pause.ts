import { refuse } from '../refusal.ts';
import type { Instant } from '../time.ts';
import { type Decision, decided, project } from './decision.ts';
import type { RolloutEvent } from './events.ts';
import { isMuted } from './mutes.ts';
import { progress } from './progress.ts';
import type { Rollout } from './state.ts';
import { overWords, type Person } from './wish.ts';

/** `pause`: nothing moves forward; triggers go on watching. */
export function pause(rollout: Rollout, reason: string): Decision {
  const { phase, id } = rollout;
  switch (phase.kind) {
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'verifying':
    case 'completing':
      return pauseNow(rollout, reason);
    case 'waiting':
      if (phase.stage !== null) return pauseNow(rollout, reason);
      return refuse(
        'not-begun',
        `${id} waits for approval before it begins, so there is nothing to pause. To drop it, type \`rollback ${id} "reason"\`.`,
      );
    case 'queued':
      return refuse('queued', `${id} has not started. To drop it, type \`rollback ${id} "reason"\`.`);
    case 'rolling-back':
      return refuse('rolling-back', `${id} is being rolled back; a rollback is not paused.`);
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return refuse('over', `${id} is ${overWords[phase.kind]}; there is nothing to pause.`);
  }
}

function pauseNow(rollout: Rollout, reason: string): Decision {
  const { id } = rollout;
  if (rollout.pause !== null) return refuse('paused', `${id} is paused already: ${rollout.pause.reason}.`);
  return decided(`${id} is paused; triggers go on watching and can still roll it back.`, {
    kind: 'paused',
    reason,
  });
}

/** `resume`: the clocks go on where the pause stopped them. */
export function resume(rollout: Rollout, by: Person, now: Instant): Decision {
  if (rollout.pause === null) return refuse('not-paused', `${rollout.id} is not paused.`);
  if (rollout.rollbackRequest !== null) {
    const { gate } = rollout.rollbackRequest;
    return refuse(
      'rollback-asked',
      `A rollback of ${rollout.id} is asked for, and it stands still until that is decided. Type \`approve ${rollout.id} --gate ${gate}\` or \`reject ${rollout.id} --gate ${gate} "reason"\`.`,
    );
  }
  const resumed: RolloutEvent = { kind: 'resumed' };
  return decided(
    `${rollout.id} goes on; the time it was paused does not count.${again(rollout)}`,
    resumed,
    ...progress(project(rollout, [resumed], by, now), now),
  );
}

/** What paused it may hold still, and then it does so again. */
function again(rollout: Rollout): string {
  const { plan, verdicts } = rollout;
  const pausing = plan.stages
    .flatMap(({ checks }) => checks)
    .filter(({ action, id }) => action === 'pause' && !isMuted(rollout, id));
  const acting = verdicts.find((one) => one.acts && pausing.some(({ id }) => id === one.check));
  return acting === undefined
    ? ''
    : ` What paused it holds still (${acting.sentence}): unless that changes, it is paused again at the next look.`;
}
