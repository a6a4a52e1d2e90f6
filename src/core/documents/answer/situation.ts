import { checkStates } from '../../card/checks.ts';
import { counted, listed, percent } from '../../prose.ts';
import { gateOf } from '../../rollout/gates/gate.ts';
import { watchedStage } from '../../rollout/wanted.ts';
import { formatDuration } from '../../time.ts';
import { facts, heading, list, paragraph, table } from '../blocks.ts';
import { checkTable } from '../figures/check-table.ts';
import { instantText } from '../instant-text.ts';
import { holdsLeft, stageNow } from '../release/holds-left.ts';
import type { Block } from '../tree.ts';
import type { AnswerSubject } from './subject.ts';

/** Every check with value, limit and stable, as they stand now or stood last. */
export function checks({ rollout }: AnswerSubject): Block[] {
  const states = checkStates(rollout);
  const live = watchedStage(rollout) !== null;
  if (states.length === 0) return [paragraph('No check has said anything yet.')];
  return [heading(live ? 'Checks now' : 'Checks at the last look'), checkTable(rollout.plan, states, live)];
}

/** What comes next, as the card says it; what happens now stands in the summary. */
export function whatNext({ card }: AnswerSubject): Block[] {
  const { sentence, at } = card.next;
  const next = at === null ? sentence : `${sentence} That is at ${instantText(at)}.`;
  return [facts(['Next', next])];
}

const stateWords = { done: 'done', current: 'now', ahead: 'to come', undone: 'taken back' } as const;

export function stages({ rollout, card }: AnswerSubject): Block[] {
  const rows = rollout.plan.stages.map(({ name, weight, hold, gate }, at) => [
    name,
    percent(weight),
    hold === 0 ? 'none' : formatDuration(hold),
    gate === null ? 'none' : `${gate.approvals} by ${listed(gate.roles, 'or') || 'whoever may approve'}`,
    stateWords[card.stages[at]?.state ?? 'ahead'],
  ]);
  return [heading('Stages'), table(['Stage', 'Traffic', 'Hold', 'Approvals after it', 'State'], rows)];
}

/** Who may say yes now, or where the plan is going to ask. */
export function approvals({ rollout, card }: AnswerSubject): Block[] {
  const { approval } = card;
  if (approval === null) {
    const ahead = rollout.plan.stages.filter(
      ({ gate }, at) => gate !== null && isAhead(card.stages[at]?.state),
    );
    const items = ahead.map((stage) => {
      const { approvals, roles } = gateOf(stage);
      return `After ${stage.name}: ${counted(approvals, 'approval')} by ${listed(roles, 'or') || 'whoever may approve'}.`;
    });
    const none = 'Nobody is asked now, and the plan asks nobody later.';
    return card.over || items.length === 0
      ? [paragraph(card.over ? 'Nobody is asked any more: it is over.' : none)]
      : [paragraph('Nobody is asked now. The plan asks later:'), list(items)];
  }
  const names = (people: readonly string[]) => listed(people) || 'nobody';
  return [
    facts(
      ['Asked for', `leaving ${approval.stage}, for ${approval.towards}`],
      ['Approvals', `${approval.given.length} of ${approval.needed}`],
      ['Given by', names(approval.given.map(({ person }) => person))],
      ['Can still approve', names(approval.eligible.map(({ name }) => name))],
      ['Ends', instantText(approval.expiresAt)],
    ),
  ];
}

function isAhead(state: AnswerSubject['card']['stages'][number]['state'] | undefined): boolean {
  return state === 'current' || state === 'ahead';
}

/** The earliest end that the plan allows. Approvals, migrations and extensions take what they take. */
export function earliestEnd(subject: AnswerSubject): string {
  const { rollout, card, now } = subject;
  const { phase, plan } = rollout;
  if (card.over) return `It is over since ${instantText(phase.since)}.`;
  if (rollout.pause !== null) return 'Nobody can say: it is paused and waits for a person.';
  if (phase.kind === 'rolling-back')
    return 'It is being rolled back and ends as soon as everything is undone.';
  if (phase.kind === 'queued') return 'Nobody can say: it waits for another rollout to end.';
  const holds = holdsLeft(rollout, now) ?? 0;
  const waits = plan.stages.slice(Math.max(0, stageNow(rollout))).filter(({ gate }) => gate !== null);
  const asks = waits.length === 0 ? '' : ` ${counted(waits.length, 'approval')} may make it later.`;
  return `At the earliest in ${formatDuration(Math.max(1000, holds))}, at ${instantText(now + holds)}: that is what the holds of the plan take.${asks} Criteria that are not met can extend a hold.`;
}
