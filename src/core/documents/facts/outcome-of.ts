import { everyCheck } from '../../card/checks.ts';
import { breaches, obstacles, stageOutcome, verdictsOf } from '../../rollout/outcome.ts';
import { failedProbe, unwellProbes } from '../../rollout/probe-streaks.ts';
import type { Rollout } from '../../rollout/state.ts';
import { watchedStage } from '../../rollout/wanted.ts';
import type { Instant } from '../../time.ts';
import type { Outcome } from '../outcome.ts';

/**
 * What the measurements and the plan amount to, for documents. `proceed` takes data: a stage without checks, a look
 * that is too old and a trigger without data are `insufficient_data`, whatever the plan lets pass.
 */
export function outcomeOf(rollout: Rollout, now: Instant): Outcome {
  const { phase, pause } = rollout;
  switch (phase.kind) {
    case 'rolling-back':
    case 'rolled-back':
      return 'roll_back';
    case 'cancelled':
      return 'hold';
    case 'completed':
      return afterwards(rollout);
    case 'queued':
    case 'preparing':
      if (failedProbe(rollout) !== null) return 'roll_back';
      return pause === null ? 'insufficient_data' : 'hold';
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'completing':
      return atStage(rollout, now);
  }
}

function atStage(rollout: Rollout, now: Instant): Outcome {
  const { phase, pause } = rollout;
  if (acts(rollout)) return 'roll_back';
  if (pause !== null) return 'hold';
  if (obstacles(rollout).length > 0) return onlySilence(rollout) ? 'insufficient_data' : 'hold';
  if (phase.kind === 'waiting' && phase.closed) return 'hold';
  const found = measuredOutcome(rollout, now);
  // The plan says how long to watch before anything is decided.
  return found === 'proceed' && phase.kind === 'observing' && now < phase.endsAt ? 'hold' : found;
}

/** A rollback that is due and not ordered yet. */
function acts(rollout: Rollout): boolean {
  const due = verdictsOf(rollout, ['rollback']).some(({ acts, verdict }) => acts && verdict !== 'no-data');
  return due || failedProbe(rollout) !== null;
}

/** A limit that was broken when its data went away: nobody knows whether it still is. */
function onlySilence(rollout: Rollout): boolean {
  const failing = unwellProbes(rollout).failing.length > 0;
  return !failing && breaches(rollout).every(({ verdict }) => verdict === 'no-data');
}

function measuredOutcome(rollout: Rollout, now: Instant): Outcome {
  const stage = watchedStage(rollout);
  if (stage === null || verdictsOf(rollout, ['rollback', 'pause', 'criterion']).length === 0) {
    return 'insufficient_data';
  }
  switch (stageOutcome(rollout, now).kind) {
    case 'proceed':
      return 'proceed';
    case 'unmet':
      return 'hold';
    case 'insufficient-data':
    case 'undecided':
      return 'insufficient_data';
  }
}

/** A completed rollout is what its last look was: people may have promoted it over what was missing. */
function afterwards({ plan, verdicts }: Rollout): Outcome {
  const actions = new Map(everyCheck(plan).map(({ id, action }) => [id, action]));
  const acting = verdicts.filter(({ check }) => (actions.get(check) ?? 'warn') !== 'warn');
  if (acting.length === 0 || acting.some(({ verdict }) => verdict === 'no-data')) return 'insufficient_data';
  const open = acting.some(({ check, verdict, holdsSince }) =>
    actions.get(check) === 'criterion' ? verdict !== 'pass' : holdsSince !== null,
  );
  return open ? 'hold' : 'proceed';
}
