import { isBreached } from '../rollout/outcome.ts';
import type { Phase, Rollout } from '../rollout/state.ts';
import type { CardAction } from './card.ts';

/** What a reader can do now. Only what the rollout would grant: a button that is always refused teaches nothing. */
export function cardActions(rollout: Rollout): CardAction[] {
  const { phase } = rollout;
  switch (phase.kind) {
    case 'queued':
      return [rollback(rollout, 'Drop from queue')];
    case 'preparing':
    case 'shifting':
    case 'verifying':
    case 'completing':
      return [pausing(rollout), rollback(rollout)];
    case 'observing':
      return [...promotions(rollout, phase.stage), pausing(rollout), rollback(rollout)];
    case 'waiting':
      return [...decisions(rollout, phase), pausing(rollout), rollback(rollout)];
    case 'rolling-back':
      return phase.weight > 0 ? [rollback(rollout, 'Roll back at once')] : [];
    case 'completed':
      return phase.kept ? [rollback(rollout)] : [];
    case 'rolled-back':
    case 'cancelled':
      return [];
  }
}

function promotions(rollout: Rollout, stage: number): readonly CardAction[] {
  if (rollout.pause !== null || isBreached(rollout)) return [];
  // A second click, or a late one, must not leave the next stage as well.
  const which = `${rollout.id} --stage ${stage + 1}`;
  const promote = action('Promote', `promote ${which}`, 'primary', 'promote');
  const more = stage + 1 < rollout.plan.stages.length && !rollout.skipHolds;
  return more
    ? [promote, action('Promote, skip all holds', `promote ${which} --all`, 'plain', 'promote-all')]
    : [promote];
}

function decisions(rollout: Rollout, phase: Extract<Phase, { kind: 'waiting' }>): readonly CardAction[] {
  if (phase.opened) return [];
  if (phase.closed) {
    return rollout.pause === null ? [action('Ask again', `promote ${rollout.id}`, 'primary', 'promote')] : [];
  }
  // The button answers the request it was shown with: pressed late, it must not decide another one.
  const which = `${rollout.id} --gate ${phase.gate}`;
  return [
    action('Approve', `approve ${which}`, 'primary', 'approve'),
    { ...action('Reject', `reject ${which}`, 'danger', 'reject'), wantsReason: true },
  ];
}

function pausing(rollout: Rollout): CardAction {
  return rollout.pause === null
    ? action('Pause', `pause ${rollout.id}`, 'plain', 'pause')
    : action('Resume', `resume ${rollout.id}`, 'primary', 'resume');
}

function rollback(rollout: Rollout, label = 'Roll back'): CardAction {
  return { ...action(label, `rollback ${rollout.id}`, 'danger', 'rollback'), wantsReason: true };
}

function action(label: string, command: string, style: CardAction['style'], verb: string): CardAction {
  return { label, command, style, verb, wantsReason: false };
}
