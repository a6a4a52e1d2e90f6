import { isGrammarRefusal } from '../../src/core/command/refusal-code.ts';
import type { Found, Reply } from '../../src/core/reply.ts';
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

/** Refusals by the grammar are wrong usage; all others are answers. What could not be found out is no success. */
export function exitCodeOf(reply: Reply): ExitCode {
  if (reply.kind === 'document' && reply.found !== undefined) return codeOf[reply.found];
  if (reply.kind !== 'refused') return exitCodes.done;
  return isGrammarRefusal(reply.code) ? exitCodes.usage : exitCodes.refused;
}

const codeOf = {
  passed: exitCodes.done,
  failed: exitCodes.refused,
  open: exitCodes.unreachable,
} as const satisfies Record<Found, ExitCode>;

function marked(tone: 'good' | 'bad', sentence: string, options: PrintOptions): string {
  const { mark, style } = toneMarks[tone];
  const [first = '', ...others] = paragraph(sentence, options.width - 2, options.paint);
  return [`${options.paint(style, mark)} ${first}`, ...others.map((line) => `  ${line}`)].join('\n');
}
