import { findItem } from '../checklist/find-item.ts';
import { type ListNow, listNow, openBoxes, seeBox } from '../checklist/list-now.ts';
import { counted, quoted } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Instant } from '../time.ts';
import { type Decision, decided, project } from './decision.ts';
import type { RolloutEvent } from './events.ts';
import type { Rollout } from './state.ts';
import type { Person, Wish } from './wish.ts';

/** `tick`: a person says that something is so, or takes that back. What Belay sees for itself nobody can say for it. */
export function tick(
  rollout: Rollout,
  wish: Extract<Wish, { kind: 'tick' }>,
  by: Person,
  now: Instant,
): Decision {
  const list = listNow(rollout);
  if (list === null) return noList(rollout);
  const other = otherList(rollout, wish.item, list);
  if (other !== null) return other;
  const found = findItem(list.list.boxes, wish.item, 'box');
  if (found.kind === 'refused') return found;
  const { item: box } = found;
  const { seen } = seeBox(rollout, box, list.stage);
  const words = quoted(box.text);
  if (seen !== null && seen.state !== 'unknown') {
    const state = seen.state === 'yes' ? 'it is ticked' : 'it is open';
    return refuse(
      'observed',
      `Belay looks at ${words} itself, and ${state}: ${seen.sentence}. Nobody can tick it for Belay; nothing was changed.`,
    );
  }
  if (seen !== null && !wish.mayApprove) {
    return refuse(
      'observed',
      `Belay should see ${words} itself and cannot: ${seen.sentence}. Only somebody who may approve can tick it; nothing was changed.`,
    );
  }
  if ((rollout.ticks[box.id]?.done ?? false) === wish.done) {
    return decided(`${words} is ${wish.done ? 'ticked' : 'open'} already.`);
  }
  const ticked: RolloutEvent = {
    kind: 'ticked',
    box: box.id,
    text: box.text,
    done: wish.done,
    ...(seen === null ? {} : { unseen: seen.sentence }),
  };
  return decided(
    `${wish.done ? 'Ticked' : 'Open again'}: ${words}. ${left(project(rollout, [ticked], by, now))}`,
    ticked,
  );
}

function left(rollout: Rollout): string {
  const open = openBoxes(rollout).length;
  return open === 0
    ? 'No required box is open now.'
    : `${counted(open, 'required box', 'required boxes')} of ${rollout.id} ${open === 1 ? 'is' : 'are'} still open.`;
}

export function noList(rollout: Rollout): Refusal {
  const { id, phase, plan } = rollout;
  const later =
    phase.kind === 'waiting' && phase.stage === null && plan.before !== undefined
      ? ' Its boxes can be ticked once it is approved.'
      : '';
  return refuse('no-checklist', `${id} has no checklist at this point; nothing was changed.${later}`);
}

/** A button that is pressed late names a box of a stage that is left: it must not tick another one. */
function otherList({ id, plan }: Rollout, item: string, now: ListNow): Refusal | null {
  if (now.list.boxes.some((box) => box.id === item)) return null;
  const lists = [plan.before, ...plan.stages.map(({ checklist }) => checklist), plan.after];
  const box = lists.flatMap((one) => one?.boxes ?? []).find((one) => one.id === item);
  return box === undefined
    ? null
    : refuse(
        'other-list',
        `${quoted(box.text)} belongs to another point of ${id}, so it cannot be ticked now. Nothing was changed.`,
      );
}
