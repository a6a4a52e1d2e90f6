import { code, type Piece, text } from './rich-text.ts';

/** Between single backticks; those that stand together, or alone, are text. */
const spans = /(?<!`)`(?!`)([^`]+)`(?!`)/;

/** Each piece takes room of its own. A sentence of ours has far fewer. */
const most = 25;

/** A sentence of ours as pieces of a line: what stands between backticks in it is shown as code. */
export function prose(sentence: string): readonly Piece[] {
  const pieces = sentence.split(spans);
  if (pieces.length > most) return [text(sentence)];
  return pieces
    .map((piece, index) => (index % 2 === 0 ? text(piece) : code(piece)))
    .filter((piece) => piece.text !== '');
}

/** The same where Slack shows no code. */
export function unticked(sentence: string): string {
  return sentence.split(spans).join('');
}
