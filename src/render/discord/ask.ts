import type { APIComponentInContainer } from 'discord.js';
import type { Card } from '../../core/card/card.ts';
import { textDisplay } from './card.ts';
import { approvalText, decisionText } from './card-approval.ts';
import { cardButtons } from './card-buttons.ts';
import { briefRemarks } from './card-remarks.ts';
import { codeSpan, escapeDiscord } from './escape.ts';
import { within } from './fit.ts';
import { linkRow } from './link-row.ts';
import { componentsMessage, type DiscordMessage, tones } from './message.ts';

/** Asks one person for an approval: what is approved stands in it, so that nobody approves what they cannot see. */
export function askMessage(card: Card, link: string): DiscordMessage {
  const votes = card.actions.filter(({ verb }) => verb === 'approve' || verb === 'reject');
  const { rows, typed } = cardButtons(votes);
  return componentsMessage([
    {
      type: 17,
      accent_color: tones.warning.color,
      components: [
        textDisplay(head(card)),
        textDisplay(approvalText(card, 550)),
        ...[briefRemarks(card)].filter((text) => text !== '').map(textDisplay),
        ...rows,
        ...(typed === '' ? [] : [textDisplay(typed)]),
        linkRow('See the rollout', link),
      ],
    },
  ]);
}

/** What became of a request that somebody was asked about. Nothing can be pressed in it any more. */
export function closedMessage(card: Card, gate: number, link: string): DiscordMessage {
  const decision = card.decisions.find((one) => one.gate === gate);
  const text =
    decision !== undefined
      ? decisionText(decision, 600)
      : card.approval?.gate === gate
        ? `Nothing more to do for you: ${card.approval.given.length} of ${card.approval.needed} approvals are given.`
        : 'This approval is no longer asked for.';
  const components: APIComponentInContainer[] = [
    textDisplay(head(card)),
    textDisplay(text),
    linkRow('See the rollout', link),
  ];
  return componentsMessage([{ type: 17, accent_color: tones.quiet.color, components }]);
}

function head(card: Card): string {
  const source =
    card.source === null
      ? ''
      : ` · ${codeSpan(`${card.source.repository}@${card.source.commit.slice(0, 7)}`)}`;
  const reason = card.reason === null ? '' : `\n> “${within(card.reason, 600, escapeDiscord)}”`;
  const by = `asked for by ${within(card.requestedBy, 120, escapeDiscord)}`;
  return `### ${within(card.title, 300, escapeDiscord)}\n${codeSpan(card.rollout)} · ${by}${source}${reason}`;
}
