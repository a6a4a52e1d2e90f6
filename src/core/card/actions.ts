import { openBoxes } from '../checklist/list-now.ts';
import { gateAt } from '../rollout/gates/gate.ts';
import type { SignOff } from '../rollout/gates/gate-plan.ts';
import { isBreached } from '../rollout/outcome.ts';
import type { Phase, RollbackRequest, Rollout } from '../rollout/state.ts';
import { openTasks, type Task } from '../rollout/tasks.ts';
import type { CardAction } from './card.ts';

/** What a reader can do now. Only what the rollout would grant: a button that is always refused teaches nothing. */
export function cardActions(rollout: Rollout): CardAction[] {
  const { phase } = rollout;
  if (rollout.rollbackRequest !== null) return aboutRollback(rollout, rollout.rollbackRequest);
  switch (phase.kind) {
    case 'queued':
      return [...ticks(rollout), rollback(rollout, 'Drop from queue')];
    case 'preparing':
    case 'shifting':
      return [...ticks(rollout), pausing(rollout), rollback(rollout)];
    case 'verifying':
    case 'completing':
      return [pausing(rollout), rollback(rollout)];
    case 'observing':
      return [...promotions(rollout, phase.stage), ...ticks(rollout), pausing(rollout), rollback(rollout)];
    case 'waiting':
      return phase.stage === null
        ? [...decisions(rollout, phase), rollback(rollout, 'Drop')]
        : [...decisions(rollout, phase), ...ticks(rollout), pausing(rollout), rollback(rollout)];
    case 'rolling-back':
      return phase.weight > 0 ? [rollback(rollout, 'Roll back at once')] : [];
    case 'completed':
      return phase.kept ? [rollback(rollout)] : [];
    case 'rolled-back':
      return openTasks(rollout)
        .slice(0, mostBoxes)
        .map((task) => done(rollout, task));
    case 'cancelled':
      return [];
  }
}

function promotions(rollout: Rollout, stage: number): readonly CardAction[] {
  const held = rollout.plan.stages[stage]?.gate == null && openBoxes(rollout).length > 0;
  if (rollout.pause !== null || held || isBreached(rollout)) return [];
  // A second click, or a late one, must not leave the next stage as well.
  const which = `${rollout.id} --stage ${stage + 1}`;
  const promote = action('Promote', `promote ${which}`, 'primary', 'promote');
  const more = stage + 1 < rollout.plan.stages.length && !rollout.skipHolds;
  return more
    ? [promote, action('Promote, skip all holds', `promote ${which} --all`, 'plain', 'promote-all')]
    : [promote];
}

/** A card has room for so many; the others are ticked by a command, which the card names. */
const mostBoxes = 5;
const longestLabel = 60;

/** What only people can tick. A button names its box: pressed late, it must not tick another one. */
function ticks(rollout: Rollout): readonly CardAction[] {
  return openBoxes(rollout)
    .filter(({ evidence }) => evidence === null)
    .slice(0, mostBoxes)
    .map(({ id, text }) => action(labelled('Tick', text), `tick ${rollout.id} ${id}`, 'plain', 'tick'));
}

function done(rollout: Rollout, { id, text }: Task): CardAction {
  return action(labelled('Mark done', text), `done ${rollout.id} ${id}`, 'plain', 'done');
}

function labelled(verb: string, text: string): string {
  const characters = Array.from(`${verb}: ${text}`);
  return characters.length <= longestLabel
    ? characters.join('')
    : `${characters.slice(0, longestLabel - 1).join('')}…`;
}

function decisions(rollout: Rollout, phase: Extract<Phase, { kind: 'waiting' }>): readonly CardAction[] {
  if (phase.opened) return [];
  if (phase.closed) {
    return rollout.pause === null ? [action('Ask again', `promote ${rollout.id}`, 'primary', 'promote')] : [];
  }
  // The button answers the request it was shown with: pressed late, it must not decide another one.
  const which = `${rollout.id} --gate ${phase.gate}`;
  const { decides, confirms } = gateAt(rollout.plan, phase.stage);
  const [yes, label] =
    confirms === undefined
      ? [`approve ${which}`, 'Approve']
      : [`approve ${which} --confirm all`, 'Confirm all and approve'];
  if (decides !== undefined) return signOffs(which, yes, decides);
  return [
    action(label, yes, 'primary', 'approve'),
    { ...action('Reject', `reject ${which}`, 'danger', 'reject'), wantsReason: true },
  ];
}

/** @param yes the command that goes on */
function signOffs(which: string, yes: string, decides: readonly SignOff[]): readonly CardAction[] {
  const all: { readonly [K in SignOff]: CardAction } = {
    'go-on': action('Go on', yes, 'primary', 'approve'),
    extend: { ...action('Observe longer', `extend ${which}`, 'plain', 'approve'), wantsReason: true },
    'roll-back': { ...action('Sign for rollback', `reject ${which}`, 'danger', 'reject'), wantsReason: true },
  };
  return decides.map((decision) => all[decision]);
}

/** While people decide about a rollback there is nothing else to decide. */
function aboutRollback({ id }: Rollout, { gate }: RollbackRequest): CardAction[] {
  return [
    action('Approve the rollback', `approve ${id} --gate ${gate}`, 'danger', 'approve'),
    { ...action('Refuse the rollback', `reject ${id} --gate ${gate}`, 'plain', 'reject'), wantsReason: true },
    {
      ...action('Roll back now, emergency', `rollback ${id} --emergency`, 'danger', 'emergency-rollback'),
      wantsReason: true,
    },
  ];
}

function pausing(rollout: Rollout): CardAction {
  return rollout.pause === null
    ? action('Pause', `pause ${rollout.id}`, 'plain', 'pause')
    : action('Resume', `resume ${rollout.id}`, 'primary', 'resume');
}

function rollback(rollout: Rollout, label = backLabel(rollout)): CardAction {
  return { ...action(label, `rollback ${rollout.id}`, 'danger', 'rollback'), wantsReason: true };
}

function backLabel({ plan }: Rollout): string {
  return plan.rollback.approval === undefined ? 'Roll back' : 'Ask for a rollback';
}

function action(label: string, command: string, style: CardAction['style'], verb: string): CardAction {
  return { label, command, style, verb, wantsReason: false };
}
