import type { KnownBlock } from '@slack/types';
import type { Card } from '../../core/card/card.ts';
import type { Reply } from '../../core/reply.ts';
import { cardMessage } from './card.ts';
import { documentFile, documentMessages, documentSummary } from './document.ts';
import { inMessages } from './fit.ts';
import { limits } from './limits.ts';
import { type SlackFile, type SlackMessage, slackMessage } from './message.ts';
import { packLines, whole } from './pack.ts';
import { bold, code, emoji, type Piece, text } from './rich-text.ts';
import { toneEmoji } from './tone.ts';

/** What is answered: messages in order, and a file where the answer is longer than that. */
export interface SlackReply {
  readonly messages: readonly SlackMessage[];
  readonly file: SlackFile | null;
}

/** An answer as messages, never more than a response_url takes. What they leave out is in the file. */
export function replyMessages(reply: Reply): SlackReply {
  switch (reply.kind) {
    case 'refused':
      return within(marked('no_entry_sign', '⛔', reply.sentence));
    case 'done':
      return within(marked('white_check_mark', '✅', reply.sentence));
    case 'cards':
      return cards(reply);
    case 'document': {
      const messages = documentMessages(reply.tree);
      return messages.length <= limits.responses
        ? { messages, file: null }
        : { messages: [documentSummary(reply.tree)], file: documentFile(reply.tree) };
    }
  }
}

/** What is being done now, for whoever waits for its answer. */
export function begunMessage(sentence: string): SlackMessage {
  return slackMessage(...marked('hourglass_flowing_sand', '⏳', sentence));
}

/** One rollout is shown as its card, several as a list. */
function cards({ sentence, cards: found, past }: Extract<Reply, { kind: 'cards' }>): SlackReply {
  const [card] = found;
  if (card === undefined || found.length > 1 || past === true) {
    const said = sentence === '' && card === undefined ? 'There is nothing to show.' : sentence;
    return within([said, cardList(said, found)], () => cardListText(said, found));
  }
  const said = within([sentence, sentenceBlocks(sentence)]);
  return { ...said, messages: [...said.messages.slice(0, limits.responses - 1), cardMessage(card)] };
}

function cardList(sentence: string, found: readonly Card[]): readonly KnownBlock[] {
  return [
    ...sentenceBlocks(sentence),
    ...found.flatMap((card): readonly KnownBlock[] => [{ type: 'divider' }, ...packLines(cardSummary(card))]),
  ];
}

/** A rollout in two lines. */
export function cardSummary({ tone, title, phase, rollout, now }: Card): readonly (readonly Piece[])[] {
  return [
    [emoji(toneEmoji[tone]), text(' '), bold(title), text(`  ${phase}  `), code(rollout)],
    ...whole(now.sentence),
  ];
}

function marked(name: string, mark: string, sentence: string): readonly [string, readonly KnownBlock[]] {
  const [first, ...others] = whole(sentence);
  const lines = [[emoji(name), text(' '), ...(first ?? [])], ...others];
  return [`${mark} ${sentence}`, packLines(lines)];
}

function sentenceBlocks(sentence: string): readonly KnownBlock[] {
  return sentence === '' ? [] : packLines(whole(sentence));
}

function within(
  [notice, blocks]: readonly [string, readonly KnownBlock[]],
  wholeText = (): string => notice,
): SlackReply {
  const messages = inMessages(slackMessage(notice, []).text, blocks);
  if (messages.length <= limits.responses) return { messages, file: null };
  const left = '… the whole answer is in the file.';
  return {
    messages: [...messages.slice(0, limits.responses - 1), slackMessage(left, packLines([[text(left)]]))],
    file: { name: 'answer.txt', title: 'The whole answer', content: `${wholeText()}\n` },
  };
}

function cardListText(sentence: string, found: readonly Card[]): string {
  const lines = found.map(
    ({ title, phase, rollout, now }) => `${title}  ${phase}  ${rollout}\n${now.sentence}`,
  );
  return [sentence, ...lines].join('\n\n');
}
