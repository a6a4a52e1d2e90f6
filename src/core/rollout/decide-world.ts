import { versionWords } from '../card/version-words.ts';
import type { RolloutId } from '../ids.ts';
import type { Instant } from '../time.ts';
import { belay, project } from './decision.ts';
import type { RollbackCause, RolloutEvent } from './events.ts';
import type { Finding } from './finding.ts';
import { blocksFound } from './found-blocks.ts';
import { ciFound } from './found-ci.ts';
import { evaluated } from './found-evaluation.ts';
import { routeConfirmed, routeRefused } from './found-route.ts';
import { stepBegun, stepEnded } from './found-step.ts';
import { trainFailed } from './found-train.ts';
import { endedMutes } from './mutes.ts';
import { ownsTraffic } from './next-look.ts';
import type { Plan } from './plan.ts';
import { orderRollback, progress } from './progress.ts';
import type { Rollout } from './state.ts';

type SlotFree = Extract<Finding, { kind: 'slot-free' }>;

/** Events that follow from a finding, and from the time at which it was made. Never a refusal: the world is as it is. */
export function decideFinding(rollout: Rollout, finding: Finding, now: Instant): readonly RolloutEvent[] {
  const ended = endedMutes(rollout, now);
  const direct = [...ended, ...found(project(rollout, ended, belay, now), finding, now)];
  return [...direct, ...progress(project(rollout, direct, belay, now), now)];
}

function found(rollout: Rollout, finding: Finding, now: Instant): readonly RolloutEvent[] {
  switch (finding.kind) {
    case 'time':
      return [];
    case 'slot-free':
      return slotFree(rollout, finding);
    case 'superseded':
      return superseded(rollout, finding.by);
    case 'taken-back':
      return takenBack(rollout, finding.cause);
    case 'route-confirmed':
      return routeConfirmed(rollout, finding, now);
    case 'route-refused':
      return routeRefused(rollout, finding.sentence, now);
    case 'evaluated':
      return evaluated(rollout, finding, now);
    case 'blocks-found':
      return blocksFound(rollout, finding.blocks);
    case 'train-failed':
      return trainFailed(rollout, finding);
    case 'ci-found':
      return ciFound(rollout, finding);
    case 'step-begun':
      return stepBegun(rollout);
    case 'step-ended':
      return stepEnded(rollout, finding);
  }
}

/** A budget that was spent while it waited refuses it as it would refuse it now. */
function slotFree(
  { phase, plan, pause }: Rollout,
  { stable, frozen, criticalOnly = false }: SlotFree,
): readonly RolloutEvent[] {
  if (phase.kind !== 'queued' || pause !== null) return [];
  if (frozen !== undefined && plan.critical !== true) return [{ kind: 'cancelled', reason: frozen }];
  if (frozen !== undefined && criticalOnly && !othersApprove(plan)) {
    const reason = `${frozen}. So little is left now that somebody else must approve a critical fix; ask for it again`;
    return [{ kind: 'cancelled', reason }];
  }
  return stable.version === plan.canary.version
    ? [{ kind: 'cancelled', reason: `${versionWords(stable.version)} became the stable version meanwhile` }]
    : [{ kind: 'started', stable }];
}

/** Somebody else has agreed already, or will before much of the traffic is at stake; or nobody has to. */
function othersApprove({ entry, stages, breakGlass }: Plan): boolean {
  if (breakGlass !== undefined) return true;
  return entry?.requesterMayApprove === false || stages[0]?.gate?.requesterMayApprove === false;
}

/** It has happened; a log that says otherwise would have the split set again. */
function takenBack(rollout: Rollout, cause: RollbackCause): readonly RolloutEvent[] {
  const back = rollout.phase.kind === 'rolling-back' && rollout.phase.weight === 0;
  return ownsTraffic(rollout) && !back ? [orderRollback(rollout, cause)] : [];
}

function superseded(rollout: Rollout, by: RolloutId): readonly RolloutEvent[] {
  switch (rollout.phase.kind) {
    case 'queued':
      return [{ kind: 'cancelled', reason: `superseded by ${by}` }];
    case 'rolling-back':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return [];
    case 'waiting':
      return rollout.phase.stage === null
        ? [{ kind: 'cancelled', reason: `superseded by ${by}` }]
        : [orderRollback(rollout, { kind: 'superseded', by })];
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'verifying':
    case 'completing':
      return [orderRollback(rollout, { kind: 'superseded', by })];
  }
}
