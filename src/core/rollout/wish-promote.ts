import type { Block } from '../blocks/block.ts';
import { blocksOf } from '../blocks/blocked.ts';
import { openBoxes } from '../checklist/list-now.ts';
import { listed, quoted, unstopped } from '../prose.ts';
import { refuse } from '../refusal.ts';
import type { Instant } from '../time.ts';
import { type Decision, decided } from './decision.ts';
import type { RolloutEvent } from './events.ts';
import { requestApproval } from './gates/gate.ts';
import { isMeasuredLately, obstacles, unproven } from './outcome.ts';
import { leaveStage, passStage } from './progress.ts';
import type { Rollout } from './state.ts';
import { overWords, type Wish } from './wish.ts';

/** `promote`: the hold ends now; gates and triggers stay. */
export function promote(
  rollout: Rollout,
  { all, from }: Pick<Extract<Wish, { kind: 'promote' }>, 'all' | 'from'>,
  now: Instant,
): Decision {
  const { phase, id } = rollout;
  if (from !== null && 'stage' in phase && phase.stage !== null && phase.stage + 1 !== from) {
    return refuse(
      'other-stage',
      `${id} has left stage ${from} already and is at stage ${phase.stage + 1} of ${rollout.plan.stages.length}. Nothing was changed.`,
    );
  }
  if (rollout.pause !== null) {
    return refuse('paused', `${id} is paused, so it stays where it is. Type \`resume ${id}\` first.`);
  }
  switch (phase.kind) {
    case 'observing':
      return promoteStage(rollout, phase.stage, all, now);
    case 'waiting':
      if (phase.closed) {
        return decided(
          `Asked again for approval of ${id}.`,
          requestApproval(rollout, phase.stage, 'asked again', now),
        );
      }
      if (phase.opened) {
        if (phase.stage !== null && heldByHoursAlone(rollout, now)) {
          return decided(
            `${id} goes to its next stage.${hoursNote(blocksOf(rollout))}`,
            ...passStage(rollout, phase.stage, 'approved, and promoted by a person'),
          );
        }
        return refuse(
          'breached',
          `${id} is approved already and goes on by itself as soon as nothing is wrong: ${[...obstacles(rollout), ...boxWords(rollout), ...blocksOf(rollout).map(({ sentence }) => unstopped(sentence))].join('; ') || 'it is looked at in a moment'}.`,
        );
      }
      return refuse(
        'gate',
        phase.stage === null
          ? `${id} waits for approval before it begins; promote does not give it. Type \`approve ${id}\`.`
          : `A gate stands before the next stage of ${id}; promote does not open it. Type \`approve ${id}\`.`,
      );
    case 'preparing':
    case 'shifting':
      if (!all)
        return refuse('moving', `${id} is on its way to its next stage already; nothing to promote yet.`);
      return decided(`${id} will skip its remaining holds; gates and triggers stay.`, {
        kind: 'promoted',
        stage: phase.kind === 'shifting' ? phase.stage : 0,
        all,
        unmet: [],
      });
    case 'queued':
      return refuse(
        'queued',
        `${id} waits for ${phase.behind ?? 'its slot'} to end; it cannot be promoted before it starts.`,
      );
    case 'verifying':
    case 'completing':
      return refuse('last-stage', `${id} serves everybody already; what is left is verification.`);
    case 'rolling-back':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return refuse('over', `${id} is ${overWords[phase.kind]}; it cannot be promoted.`);
  }
}

/** Approved, and nothing but the hours is in the way. */
function heldByHoursAlone(rollout: Rollout, now: Instant): boolean {
  const blocks = blocksOf(rollout);
  const inTheWay = [...obstacles(rollout), ...boxWords(rollout), ...blocks.filter(isInTheWay)];
  return blocks.length > 0 && inTheWay.length === 0 && isMeasuredLately(rollout, now);
}

function promoteStage(rollout: Rollout, stage: number, all: boolean, now: Instant): Decision {
  const why = obstacles(rollout);
  if (why.length > 0) {
    return refuse(
      'breached',
      `${rollout.id} stays at its stage, because a trigger holds now: ${why.join('; ')}.`,
    );
  }
  const gated = rollout.plan.stages[stage]?.gate != null;
  const standing = gated ? [] : blocksOf(rollout);
  const blocks = standing.filter(isInTheWay).map(({ sentence }) => unstopped(sentence));
  if (blocks.length > 0) {
    return refuse(
      'blocked',
      `${rollout.id} stays at its stage: ${blocks.join('; ')}. Nothing was changed; it can always be rolled back.`,
    );
  }
  const boxes = gated ? [] : boxWords(rollout);
  if (boxes.length > 0 && !all) {
    return refuse(
      'boxes-open',
      `${rollout.id} stays at its stage, because ${boxes.join('; ')}. Nobody skips a required box: \`tick ${rollout.id}\` shows the list.`,
    );
  }
  const unmet = unproven(rollout, now);
  const promoted: RolloutEvent = { kind: 'promoted', stage, all, unmet: [...unmet] };
  const note = `${unmet.length === 0 ? '' : ` Not met: ${unmet.join('; ')}.`}${hoursNote(standing)}`;
  if (boxes.length > 0) {
    return decided(
      `${rollout.id} skips its holds from here on; gates, triggers and checklists stay, and ${boxes.join('; ')}.${note}`,
      promoted,
    );
  }
  return decided(
    `${rollout.id} leaves its hold early${all ? ' and skips the holds to come; gates and triggers stay' : ''}.${note}`,
    promoted,
    ...leaveStage(rollout, stage, 'promoted by a person', now),
  );
}

/** Staffed hours ask for somebody who is there: whoever promotes is. */
function isInTheWay({ by }: Block): boolean {
  return by !== 'staffed-hours';
}

function hoursNote(blocks: readonly Block[]): string {
  return blocks.some((block) => !isInTheWay(block))
    ? ' These are not its staffed hours; whoever promotes is there, so it goes on.'
    : '';
}

/** One sentence without its full stop, or none. */
function boxWords(rollout: Rollout): readonly string[] {
  const open = openBoxes(rollout).map(({ text }) => quoted(text));
  return open.length === 0 ? [] : [`${listed(open)} ${open.length === 1 ? 'is' : 'are'} not ticked`];
}
