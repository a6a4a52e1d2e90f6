import type { ContextBlock, KnownBlock, MrkdwnElement } from '@slack/types';
import type { Card } from '../../core/card/card.ts';
import { trainRemarks } from '../../core/card/train-remarks.ts';
import { quoted } from '../../core/prose.ts';
import { buttonBlocks } from './buttons.ts';
import { approvalBox, decisionLines } from './card-approval.ts';
import { cardChecks } from './card-checks.ts';
import { type CardDetail, cardDetails } from './card-detail.ts';
import { remarkLines } from './card-remarks.ts';
import { cardTrack } from './card-track.ts';
import { undoBlocks } from './card-undo.ts';
import { plain, shortened } from './escape.ts';
import { fullestThatFits } from './fit.ts';
import { limits } from './limits.ts';
import { type SlackMessage, slackMessage } from './message.ts';
import { prose } from './prose.ts';
import { bold, emoji, linesOf, newLine, type Piece, rich, section, text, when } from './rich-text.ts';
import { toneEmoji, toneMark } from './tone.ts';

/**
 * The live message about a rollout: always one message, whatever it says.
 * @param link the address of its live page, where that is known
 */
export function cardMessage(card: Card, link: string | null = null): SlackMessage {
  const forms = cardDetails.map((detail) => () => ({ blocks: cardBlocks(card, link, detail) }));
  return slackMessage(cardNotice(card), fullestThatFits(forms)?.blocks ?? []);
}

/** The card in one line, for a notification. */
export function cardNotice({ tone, title, phase, now }: Card): string {
  return `${toneMark[tone]} ${shortened(title, limits.header)}: ${phase}. ${now.sentence}`;
}

function cardBlocks(card: Card, link: string | null, detail: CardDetail): readonly KnownBlock[] {
  const decided = decisionLines(card.decisions, detail);
  const together = remarkLines({ remarks: [...trainRemarks(card)] }, detail);
  const remarked = remarkLines(card, detail);
  return [
    { type: 'header', text: plain(card.title, limits.header) },
    rich(section(...situation(card, detail))),
    ...(together.length === 0 ? [] : [rich(linesOf(together))]),
    ...(remarked.length === 0 ? [] : [rich(linesOf(remarked))]),
    ...(card.stages.length === 0 ? [] : [rich(cardTrack(card, detail))]),
    ...(card.checks.length === 0 ? [] : [rich(cardChecks(card, detail))]),
    ...(decided.length === 0 ? [] : [rich(linesOf(decided))]),
    ...(card.approval === null ? [] : [rich(approvalBox(card.approval, detail))]),
    ...buttonBlocks(card.actions.slice(0, detail.actions), card.title),
    origin(card, link, detail),
    ...undoBlocks(card, detail),
  ];
}

/** What happens, since when, and what comes next. */
export function situation({ tone, phase, now, next }: Card, detail: CardDetail): readonly Piece[] {
  const word = `${phase.charAt(0).toUpperCase()}${phase.slice(1)}`;
  return [
    emoji(toneEmoji[tone]),
    text(' '),
    bold(shortened(word, detail.name)),
    text(' since '),
    when(now.since),
    newLine,
    ...prose(shortened(now.sentence, detail.sentence)),
    ...(next.sentence === ''
      ? []
      : [newLine, bold('Next: '), ...prose(shortened(next.sentence, detail.sentence))]),
    ...(next.sentence === '' || next.at === null ? [] : [text(' ('), when(next.at), text(')')]),
  ];
}

/** Small print: which rollout this is and who wanted it. */
function origin(card: Card, link: string | null, detail: CardDetail): ContextBlock {
  const { requestedBy, reason, source, rollout, stable } = card;
  const at = Math.floor(card.requestedAt / 1000);
  const date = `<!date^${at}^{date_short_pretty} at {time}|${new Date(at * 1000).toISOString()}>`;
  const from = source === null ? '' : ` · ${sourceWords(source, detail)}`;
  const before = stable === '' ? '' : ` · stable ${shortened(stable, detail.name)}`;
  const why = reason === null ? '' : ` · ${shortened(quoted(reason), detail.sentence)}`;
  return {
    type: 'context',
    elements: [
      plain(`Asked for by ${shortened(requestedBy, detail.name)}`, limits.text),
      // The only mark-up in a card: a number, for the reader's own clock, and Belay's own address.
      { type: 'mrkdwn', text: date, verbatim: true },
      plain(`${rollout}${before}${from}${why}`, limits.text),
      ...(link === null ? [] : [linked(link)]),
    ],
  };
}

function linked(link: string): MrkdwnElement {
  const address = encodeURI(link).replace(/[<>|]/g, encodeURIComponent).replace(/&/g, '&amp;');
  return { type: 'mrkdwn', text: `<${address}|Live page>`, verbatim: true };
}

/** `acme/shop@1a2b3c4, pull request 12` */
export function sourceWords(
  { repository, commit, pull }: NonNullable<Card['source']>,
  detail: CardDetail,
): string {
  const at = `${shortened(repository, detail.name)}@${commit.slice(0, 7)}`;
  return pull === null ? at : `${at}, pull request ${pull}`;
}
