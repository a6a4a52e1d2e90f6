import type { KnownBlock } from '@slack/types';
import type { Card } from '../../core/card/card.ts';
import { percent } from '../../core/prose.ts';
import { buttonBlocks } from './buttons.ts';
import { sourceWords } from './card.ts';
import { approvalBox, decisionPieces } from './card-approval.ts';
import { cardChecks } from './card-checks.ts';
import { type CardDetail, cardDetails } from './card-detail.ts';
import { remarkLines } from './card-remarks.ts';
import { plain, shortened } from './escape.ts';
import { fullestThatFits } from './fit.ts';
import { limits } from './limits.ts';
import { type SlackMessage, slackMessage } from './message.ts';
import { prose, unticked } from './prose.ts';
import { bold, code, linesOf, newLine, type Piece, rich, section, text } from './rich-text.ts';

/**
 * Asks one person for an approval and says exactly of what. Without the buttons once this person has answered and
 * others have not.
 * @returns null when the card asks for none
 */
export function approvalRequest(card: Card, answered: boolean): SlackMessage | null {
  const { approval } = card;
  if (approval === null) return null;
  const title = `Approve ${card.service} ${card.version} for ${card.environment}?`;
  const forms = cardDetails.map((detail) => () => ({ blocks: requestBlocks(card, title, answered, detail) }));
  const notice = `${title} It would go to ${approval.towards}.`;
  return slackMessage(notice, fullestThatFits(forms)?.blocks ?? []);
}

function requestBlocks(
  card: Card,
  title: string,
  answered: boolean,
  detail: CardDetail,
): readonly KnownBlock[] {
  const { approval } = card;
  if (approval === null) return [];
  const answers = card.actions.filter(({ verb }) => verb === 'approve' || verb === 'reject');
  return [
    { type: 'header', text: plain(title, limits.header) },
    rich(linesOf([...facts(card, approval, detail), ...remarkLines(card, detail)])),
    rich(
      section(bold('Health '), ...prose(shortened(card.now.sentence, detail.sentence)), ...divided(card)),
      ...checks(card, detail),
    ),
    rich(approvalBox(approval, detail)),
    ...(answered
      ? [rich(section(text('You have approved; others are still asked.')))]
      : buttonBlocks(answers, card.title)),
    {
      type: 'context',
      elements: [plain(shortened(unticked(card.next.sentence), detail.sentence), limits.text)],
    },
  ];
}

function divided(card: Card): readonly Piece[] {
  return card.checks.length === 0 ? [] : [newLine];
}

function checks(card: Card, detail: CardDetail) {
  return card.checks.length === 0 ? [] : [cardChecks(card, detail)];
}

/** What a yes is bound to. */
function facts(
  card: Card,
  approval: NonNullable<Card['approval']>,
  detail: CardDetail,
): readonly (readonly Piece[])[] {
  const name = (value: string) => shortened(value, detail.name);
  const before = card.stable === '' ? '' : `, instead of ${name(card.stable)}`;
  const { wanted, requests } = card.traffic;
  return [
    [bold('What '), text(`${name(card.service)} ${name(card.version)}${before}`)],
    ...(card.source === null ? [] : [[bold('Code '), text(sourceWords(card.source, detail))]]),
    [bold('Where '), text(name(card.environment))],
    [
      bold('Step '),
      text(`from ${name(approval.stage)} to `),
      bold(name(approval.towards)),
      text(`; ${percent(wanted)} of the traffic so far, ${requests.toLocaleString('en')} requests`),
    ],
    [bold('Asked for by '), text(name(card.requestedBy))],
    [bold('Request '), text(`${approval.gate} of rollout `), code(card.rollout)],
  ];
}

/** The same message once it is decided: no buttons, who decided and when. */
export function approvalDecided(card: Card, gate: number): SlackMessage {
  const title = `${card.service} ${card.version} for ${card.environment}`;
  const decision = card.decisions.find((decided) => decided.gate === gate);
  const forms = cardDetails.map((detail) => () => ({
    blocks: [
      { type: 'header' as const, text: plain(title, limits.header) },
      rich(
        section(
          ...(decision === undefined
            ? [text('This is no longer asked for.')]
            : decisionPieces(decision, detail)),
        ),
      ),
      {
        type: 'context' as const,
        elements: [plain(`Request ${gate} of rollout ${card.rollout}`, limits.text)],
      },
    ],
  }));
  const outcome = decision === undefined ? 'no longer asked for' : decision.outcome;
  return slackMessage(`${title}: ${outcome}`, fullestThatFits(forms)?.blocks ?? []);
}
