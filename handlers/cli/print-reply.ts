import { isGrammarRefusal } from '../../src/core/command/refusal-code.ts';
import type { Reply } from '../../src/core/reply.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { cardLines, type PrintOptions } from './print-card.ts';
import { documentLines } from './print-document.ts';
import { paragraph, toneMarks } from './terminal-text.ts';

/** A reply as text for a terminal, without a line break at its end. */
export function replyText(reply: Reply, options: PrintOptions): string {
  switch (reply.kind) {
    case 'refused':
      return marked('bad', reply.sentence, options);
    case 'done':
      return marked('good', reply.sentence, options);
    case 'cards':
      return [
        ...paragraph(reply.sentence, options.width, options.paint),
        ...reply.cards.flatMap((card) => ['', ...cardLines(card, options)]),
      ].join('\n');
    case 'document':
      return documentLines(reply.tree, options).join('\n');
  }
}

/** Refusals by the grammar are wrong usage; all others are answers. */
export function exitCodeOf(reply: Reply): ExitCode {
  if (reply.kind !== 'refused') return exitCodes.done;
  return isGrammarRefusal(reply.code) ? exitCodes.usage : exitCodes.refused;
}

function marked(tone: 'good' | 'bad', sentence: string, options: PrintOptions): string {
  const { mark, style } = toneMarks[tone];
  const [first = '', ...others] = paragraph(sentence, options.width - 2, options.paint);
  return [`${options.paint(style, mark)} ${first}`, ...others.map((line) => `  ${line}`)].join('\n');
}
