import type { Card } from '../../core/card/card.ts';
import type { Reply } from '../../core/reply.ts';
import { cardContainer, textDisplay } from './card.ts';
import { cardText } from './card-text.ts';
import { documentAnswer, fileShown } from './document.ts';
import { codeSpan, escapeDiscord, prose, relativeTime } from './escape.ts';
import { pagesOf, within } from './fit.ts';
import { limits } from './limits.ts';
import { componentsMessage, type DiscordMessage, textFile, textMessage, tones } from './message.ts';

/** What a command answers, as one message. What is too long for it goes along as a file, so that nothing is lost. @param pdf the document as a file */
export function replyMessage(reply: Reply, pdf: Uint8Array | null = null): DiscordMessage {
  switch (reply.kind) {
    case 'refused':
      return sentenceMessage(`${tones.bad.mark} `, reply.sentence);
    case 'done':
      return sentenceMessage(`${tones.good.mark} `, reply.sentence);
    case 'cards':
      return cardsMessage(reply);
    case 'document':
      return documentAnswer(reply.tree, pdf);
  }
}

/** A line in a rollout's thread. */
export function lineMessage(text: string): DiscordMessage {
  return sentenceMessage('', text);
}

function sentenceMessage(before: string, sentence: string): DiscordMessage {
  const whole = `${before}${prose(sentence)}`;
  if (whole.length <= limits.content) return textMessage(whole);
  const shown = `${before}${within(sentence, limits.content - 100, prose)}`;
  return textMessage(`${shown}\n-# The whole text is in the file.`, [textFile('whole-text.txt', sentence)]);
}

/** One card is shown whole and with its buttons; several are told apart in a few lines each. */
function cardsMessage({ sentence, cards, past }: Extract<Reply, { kind: 'cards' }>): DiscordMessage {
  const [only] = cards;
  const said = within(sentence, 600, prose);
  if (only !== undefined && cards.length === 1 && past !== true) return cardAnswer(said, only);
  const pieces = [said, ...cards.map(brief)].filter((piece) => piece !== '');
  const [first = '', ...others] = pagesOf(pieces, limits.texts - 100, '\n\n');
  if (others.length === 0) return componentsMessage([textDisplay(first)]);
  const all = textFile('all.txt', [sentence, ...cards.map(cardText)].join('\n\n'));
  return componentsMessage(
    [textDisplay(first), textDisplay('-# All of them are in the file.'), fileShown(all)],
    [all],
  );
}

function cardAnswer(said: string, card: Card): DiscordMessage {
  const { container, folded } = cardContainer(card, limits.texts - said.length);
  const texts = said === '' ? [] : [textDisplay(said)];
  if (!folded) return componentsMessage([...texts, container]);
  const file = textFile(`${card.rollout}.txt`, cardText(card));
  return componentsMessage([...texts, container, fileShown(file)], [file]);
}

function brief(card: Card): string {
  const { now, next } = card;
  const at = next.at === null ? '' : ` ${relativeTime(next.at)}`;
  return [
    `${tones[card.tone].mark} **${within(card.title, 200, escapeDiscord)}** ${escapeDiscord(card.phase)} · ${codeSpan(card.rollout)}`,
    `${within(now.sentence, 300, prose)} ${relativeTime(now.since)}`,
    next.sentence === '' ? '' : `-# Next: ${within(next.sentence, 200, prose)}${at}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
