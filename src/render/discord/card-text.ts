import type { Card } from '../../core/card/card.ts';
import { trainRemarks } from '../../core/card/train-remarks.ts';
import { instantText } from '../../core/documents/instant-text.ts';
import { percent, plainLine } from '../../core/prose.ts';

/** Everything a card says as plain text: for a file beside a card that had to be shortened. */
export function cardText(card: Card): string {
  const { now, next } = card;
  const lines = [
    `${card.title} (${card.phase}), ${card.rollout}`,
    `Asked for by ${card.requestedBy}, ${instantText(card.requestedAt)}${card.reason === null ? '' : `: “${card.reason}”`}`,
    card.stable === '' ? '' : `Stable: ${card.stable}`,
    card.source === null ? '' : `Code: ${card.source.repository}@${card.source.commit}`,
    `Now: ${now.sentence} Since ${instantText(now.since)}.`,
    next.sentence === ''
      ? ''
      : `Next: ${next.sentence}${next.at === null ? '' : ` ${instantText(next.at)}.`}`,
    ...[...trainRemarks(card), ...(card.remarks ?? [])].map(({ label, sentence }) => `${label}: ${sentence}`),
    ...card.stages.map(
      ({ label, weight, state, asks }) =>
        `Stage ${label}: ${percent(weight)}, ${state}${asks ? ', asks people' : ''}`,
    ),
    ...card.checks.map(
      ({ label, value, rule, sentence }) => `Check ${label}: ${value} (${rule}). ${sentence}`,
    ),
    ...approvalLines(card),
    ...card.decisions.map(
      ({ gate, stage, outcome, by, reason, votes, at }) =>
        `Request ${gate} (stage ${stage}): ${outcome}${by === null ? '' : ` by ${by}`}, ${instantText(at)}${reason === null ? '' : `: “${reason}”`}${votes.length === 0 ? '' : `. Approvals: ${timed(votes)}`}`,
    ),
    ...card.actions.map(({ label, command }) => `${label}: /belay ${command}`),
    ...card.undoByHand.map((command) => `By hand if Belay is dead: ${command}`),
  ];
  return lines.flatMap((line) => (line === '' ? [] : [plainLine(line)])).join('\n');
}

function approvalLines({ approval }: Card): readonly string[] {
  if (approval === null) return [];
  const { given, needed, roles, eligible, reason, expiresAt } = approval;
  return [
    `Approval needed: ${given.length} of ${needed}, by ${roles.join(', ')}, until ${instantText(expiresAt)}. ${reason}`,
    `Given: ${timed(given)}`,
    `Could still approve: ${eligible.map(({ name }) => name).join(', ')}`,
  ];
}

function timed(votes: readonly { readonly person: string; readonly at: number }[]): string {
  return votes.map(({ person, at }) => `${person} ${instantText(at)}`).join(', ');
}
