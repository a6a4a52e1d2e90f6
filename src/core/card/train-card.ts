import { counted, listed } from '../prose.ts';
import type { Member } from '../trains/members.ts';
import { type Standing, standingOf } from '../trains/standing.ts';
import type { Card, CardAction, CardTrain, Tone } from './card.ts';

/** A rollout of a train with its own card. */
export interface Seen {
  readonly standing: Standing;
  readonly card: Card;
}

/** The members of a train that can be shown, in their order. @param cardOf the card of one of them */
export function seenMembers(
  members: readonly Member[],
  cardOf: (rollout: Exclude<Member['rollout'], null | 'unreadable'>) => Card,
): readonly Seen[] {
  return members.flatMap(({ rollout }): Seen[] =>
    rollout === null || rollout === 'unreadable'
      ? []
      : [{ standing: standingOf(rollout), card: cardOf(rollout) }],
  );
}

/**
 * One card for the whole train: the lead's, with what the rollout that moves now does. Requests for approval stay the
 * lead's, because a vote names the rollout and its request.
 */
export function trainCard(lead: Card, seen: readonly Seen[]): Card {
  const { train } = lead;
  if (train === undefined) return lead;
  const focus = focusOf(seen) ?? { card: lead };
  const { next, stages, traffic, checks, stable, version, undoByHand } = focus.card;
  return {
    ...lead,
    ...{ stages, traffic, checks, stable, version, undoByHand },
    // Grows with every event of any of them.
    seq: seen.reduce((sum, { card }) => sum + card.seq, 0),
    title: titleOf(lead, train),
    ...wholeOf(seen, focus.card),
    next: next.sentence === '' ? next : { ...next, sentence: `${focus.card.service}: ${next.sentence}` },
    actions: actionsOf(lead, train, seen),
  };
}

/** `web-train: api v2, web v5 → production` */
function titleOf({ environment }: Card, { name, members }: CardTrain): string {
  const all = members.map(({ service, version }) => (version === '' ? service : `${service} ${version}`));
  return `${name}: ${all.join(', ')} → ${environment}`;
}

/** What fails, else what moves first in the order, else the last. */
function focusOf(seen: readonly Seen[]): Seen | undefined {
  return (
    seen.find(({ standing }) => standing.kind === 'failed' && !standing.safe) ??
    seen.find(({ standing }) => standing.kind === 'failed' && !standing.follows) ??
    seen.find(({ card }) => !card.over) ??
    seen.at(-1)
  );
}

type Whole = Pick<Card, 'phase' | 'tone' | 'over' | 'now'>;

function wholeOf(seen: readonly Seen[], focus: Card): Whole {
  const over = seen.every(({ card }) => card.over);
  const failed = seen.some(({ standing }) => standing.kind === 'failed');
  const completed = seen.filter(({ standing }) => standing.kind === 'completed');
  const now = { ...focus.now, sentence: `${focus.service}: ${focus.now.sentence}` };
  if (!failed && completed.length === seen.length) {
    const sentence = `All ${counted(seen.length, 'service')} have completed.`;
    return { phase: 'completed', tone: 'good', over, now: { ...now, sentence } };
  }
  const tone: Tone = failed ? 'bad' : focus.tone;
  if (!failed) return { phase: focus.phase, tone, over, now };
  const live = seen.filter(({ card }) => !card.over).map(({ card }) => card.service);
  const left = [...completed.map(({ card }) => card.service), ...live];
  const rest = left.length === 0 ? '' : ` Not back: ${listed(left)}.`;
  const phase = over ? (completed.length === 0 ? 'rolled back' : 'partly rolled back') : 'going back';
  return { phase, tone, over, now: { ...now, sentence: `${now.sentence}${rest}` } };
}

function actionsOf(lead: Card, { id }: CardTrain, seen: readonly Seen[]): CardAction[] {
  const answers = lead.actions.filter(({ verb }) => verb === 'approve' || verb === 'reject');
  const promotions = seen.flatMap(({ card }) =>
    card.actions
      .filter(({ verb }) => verb === 'promote')
      .map((one) => ({ ...one, label: `${one.label} ${card.service}` })),
  );
  const whole = (['resume', 'pause', 'rollback'] as const).flatMap((verb): CardAction[] => {
    const found = seen.flatMap(({ card }) => card.actions).find((one) => one.verb === verb);
    return found === undefined ? [] : [{ ...found, label: labels[verb], command: `${verb} ${id}` }];
  });
  return [...answers, ...promotions, ...whole];
}

const labels = {
  resume: 'Resume the train',
  pause: 'Pause the train',
  rollback: 'Roll back the train',
} as const;
