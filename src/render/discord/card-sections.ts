import type { Card } from '../../core/card/card.ts';
import { trainRemarks } from '../../core/card/train-remarks.ts';
import { counted, percent } from '../../core/prose.ts';
import { approvalText, decisionTexts } from './card-approval.ts';
import { checkForms } from './card-checks.ts';
import { remarkForms } from './card-remarks.ts';
import { codeBlock, codeSpan, escapeDiscord, prose, relativeTime } from './escape.ts';
import { type Section, within } from './fit.ts';
import { tones } from './message.ts';

export interface CardSection extends Section {
  /** A line stands above it. */
  readonly separate: boolean;
}

/**
 * The texts of a card from top to bottom. The shortest forms of all together stay below what one message takes, so that
 * a card always fits; what is needed in an emergency is shortened last.
 */
export function cardSections(card: Card): readonly CardSection[] {
  return [
    { separate: false, rank: 6, forms: [head(card, Number.POSITIVE_INFINITY), head(card, 120)] },
    { separate: false, rank: 7, forms: [situation(card, 3000), situation(card, 350)] },
    { separate: true, rank: 5, forms: remarkForms([...trainRemarks(card)]) },
    { separate: false, rank: 5, forms: remarkForms(card.remarks) },
    { separate: true, rank: 4, forms: [track(card), briefTrack(card)] },
    { separate: true, rank: 1, ...checkForms(card.checks) },
    { separate: true, rank: 8, forms: [approvalText(card, 3000), approvalText(card, 220)] },
    { separate: true, rank: 2, forms: decisionForms(card) },
    { separate: true, rank: 3, forms: [undo(card), briefUndo(card)] },
  ];
}

function head(card: Card, most: number): string {
  const phase = escapeDiscord(card.phase.charAt(0).toUpperCase() + card.phase.slice(1));
  const facts = [
    `${tones[card.tone].mark} **${phase}**`,
    codeSpan(card.rollout),
    card.stable === '' ? '' : `stable ${within(card.stable, 120, codeSpan)}`,
    source(card),
    `asked for by ${within(card.requestedBy, 120, escapeDiscord)} ${relativeTime(card.requestedAt)}`,
  ];
  const reason = card.reason === null ? '' : `\n> “${within(card.reason, most, escapeDiscord)}”`;
  return `### ${within(card.title, 200, escapeDiscord)}\n${facts.filter((fact) => fact !== '').join(' · ')}${reason}`;
}

function source({ source: from }: Card): string {
  if (from === null) return '';
  const pull = from.pull === null ? '' : `, pull request ${from.pull}`;
  return `${within(`${from.repository}@${from.commit.slice(0, 7)}`, 120, codeSpan)}${pull}`;
}

function situation({ now, next }: Card, most: number): string {
  const lines = [`${within(now.sentence, most, prose)} ${relativeTime(now.since)}`];
  if (next.sentence !== '') {
    const when = next.at === null ? '' : ` ${relativeTime(next.at)}`;
    lines.push(`**Next** ${within(next.sentence, most, prose)}${when}`);
  }
  return lines.join('\n');
}

type Stage = Card['stages'][number];

const stageMarks = { done: '✅ ', current: '', ahead: '', undone: '↩️ ' } as const;

function track(card: Card): string {
  const stages = card.stages.map((stage) => {
    const text = `${stageMarks[stage.state]}${stageName(stage)}${isToAsk(stage) ? ' 👥' : ''}`;
    return stage.state === 'current' ? `**▶ ${text}**` : text;
  });
  const asks = card.stages.some(isToAsk) ? '👥 people are asked before the next stage' : '';
  return trackLines(card, stages.join('  ›  '), asks);
}

/** A stage that is behind asks nobody any more. */
function isToAsk({ asks, state }: Stage): boolean {
  return asks && (state === 'ahead' || state === 'current');
}

/** Its weight, and its name where that says something else. */
function stageName({ label, weight }: Stage): string {
  const share = percent(weight);
  const named = label.replaceAll(' ', '') !== share.replaceAll(' ', '') && label !== '';
  return named ? `${share} ${within(label, 60, escapeDiscord)}` : share;
}

function briefTrack(card: Card): string {
  const current = card.stages.findIndex(({ state }) => state === 'current');
  const place =
    current === -1 ? counted(card.stages.length, 'stage') : `Stage ${current + 1} of ${card.stages.length}`;
  const weight = card.stages[current]?.weight;
  return trackLines(card, weight === undefined ? place : `${place}, ${percent(weight)}`, '');
}

function trackLines(card: Card, stages: string, legend: string): string {
  const end = card.stages.find(({ to }) => to !== null)?.to ?? null;
  const notes = [end === null ? '' : `hold ends ${relativeTime(end)}`, traffic(card), legend];
  const small = notes.filter((note) => note !== '').join(' · ');
  return [stages, small === '' ? '' : `-# ${small}`].filter((line) => line !== '').join('\n');
}

function traffic({ traffic: { wanted, observed, requests }, over }: Card): string {
  if (over && observed === null) return '';
  const seen = observed === null ? '' : `, ${percent(observed)} of ${counted(requests, 'request')} seen`;
  return `canary ${percent(wanted)} wanted${seen}`;
}

/** Each decision with its names and reason; then the latest ones shortly. */
function decisionForms(card: Card): readonly string[] {
  const brief = decisionTexts(card, 40);
  const latest = brief.slice(-2);
  const earlier = brief.length - latest.length;
  return [
    decisionTexts(card, 2000).join('\n'),
    brief.join('\n'),
    [...(earlier > 0 ? [`-# and ${counted(earlier, 'decision')} before`] : []), ...latest].join('\n'),
  ];
}

function undo({ undoByHand }: Card): string {
  return undoByHand.length === 0
    ? ''
    : `-# If Belay is dead, this undoes it by hand:\n${codeBlock(undoByHand)}`;
}

function briefUndo({ undoByHand, rollout }: Card): string {
  return undoByHand.length === 0
    ? ''
    : `-# What undoes it by hand if Belay is dead is too long for here: type ${codeSpan(`/belay status ${rollout}`)}`;
}
