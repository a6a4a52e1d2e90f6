import type { Card } from '../../core/card/card.ts';
import { listed } from '../../core/prose.ts';
import { escapeDiscord, momentTime, prose, relativeTime } from './escape.ts';
import { within } from './fit.ts';

type Decision = Card['decisions'][number];

/** The open request: what is approved, by whom, who has and who could still, and until when. Empty when none is open. */
export function approvalText({ approval }: Card, most: number): string {
  if (approval === null) return '';
  const { given, needed, roles, eligible, stage, towards, reason, expiresAt } = approval;
  const who = roles.length === 0 ? '' : ` by ${within(listed(roles, 'or'), most, escapeDiscord)}`;
  const open = eligible.map(({ name }) => name);
  return [
    `👥 **Approval needed: ${given.length} of ${needed}**${who}`,
    `To leave stage ${within(stage, 80, escapeDiscord)} for ${within(towards, 80, escapeDiscord)}, ends ${relativeTime(expiresAt)}`,
    reason === '' ? '' : within(reason, most, prose),
    ...(given.length === 0 ? [] : [`Given by ${votesText(given, most)}`]),
    open.length === 0
      ? 'Nobody in belay.yml could still approve.'
      : `Could still approve: ${within(listed(open), most, escapeDiscord)}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

const outcomes: Readonly<Record<Decision['outcome'], string>> = {
  approved: '✅',
  rejected: '⛔',
  expired: '⌛',
  withdrawn: '↩️',
  extended: '⏱️',
};

/** Decided requests, the oldest first: who and when stays to be read after the buttons are gone. */
export function decisionTexts({ decisions }: Card, most: number): readonly string[] {
  return decisions.map((decision) => decisionText(decision, most));
}

export function decisionText(
  { outcome, gate, stage, by, reason, votes, at }: Decision,
  most: number,
): string {
  const who = by === null ? '' : ` by ${within(by, most, escapeDiscord)}`;
  const why = reason === null || reason === '' ? '' : `: “${within(reason, most, escapeDiscord)}”`;
  const yes = votes.length === 0 ? '' : `, approvals by ${votesText(votes, most)}`;
  return `${outcomes[outcome]} Gate ${gate} (stage ${within(stage, 40, escapeDiscord)}) ${outcome}${who} ${momentTime(at)}${why}${yes}`;
}

/** Names with times; when they are too many, the names alone. */
function votesText(votes: readonly { readonly person: string; readonly at: number }[], most: number): string {
  const timed = votes.map(({ person, at }) => `${within(person, 80, escapeDiscord)} ${relativeTime(at)}`);
  const text = listed(timed);
  return text.length <= most + 40
    ? text
    : within(listed(votes.map(({ person }) => person)), most, escapeDiscord);
}
