import { escapeMarkdown } from '../../core/documents/escape-markdown.ts';
import { plainLine } from '../../core/prose.ts';

/** Characters of anything that comes from people or programs, in one place of a message. */
const longest = 500;

/** Nothing that is shown is longer; what is longer still would only take time. */
const readAtMost = 20_000;

/** Text as Markdown that shows exactly that text, cut visibly when it is very long. */
export function say(text: string, most = longest): string {
  return escapeMarkdown(clip(text, most));
}

/**
 * A sentence of ours: what stands between single backticks is shown as code, and everything else as it is. Backticks
 * without a partner are text, and nothing inside code can end it.
 */
export function prose(sentence: string, most = longest): string {
  const line = clip(sentence, most);
  const pieces = line.split(/(?<!`)`(?!`)([^`]+)`(?!`)/);
  return pieces.map((piece, index) => (index % 2 === 0 ? between(piece) : codeSpan(piece, most))).join('');
}

/** The spaces beside code belong to the sentence. */
function between(piece: string): string {
  const text = escapeMarkdown(piece);
  if (text === '') return piece === '' ? '' : ' ';
  return `${piece.startsWith(' ') ? ' ' : ''}${text}${piece.endsWith(' ') ? ' ' : ''}`;
}

/** One line of plain text of at most `most` characters (UTF-16 units); what is cut off ends in `…`. */
export function clip(text: string, most: number): string {
  const line = plainLine(text.length > readAtMost ? `${text.slice(0, readAtMost)}…` : text);
  if (line.length <= most) return line;
  let end = Math.max(0, most - 1);
  // Half a surrogate pair is no character.
  if (/[\uD800-\uDBFF]/.test(line.charAt(end - 1))) end -= 1;
  return `${line.slice(0, end)}…`;
}

/**
 * Text as code. GitHub looks for no mentions, references or addresses in it, and nothing inside can end it. Not for
 * tables: there a bar ends the cell even inside code.
 */
export function codeSpan(text: string, most = longest): string {
  const line = clip(text, most);
  if (line === '') return '';
  const runs = (line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/** Text inside an HTML line such as a summary, where Markdown's escapes would be seen but references still be linked. */
export function htmlText(text: string, most = 200): string {
  return clip(text, most).replace(
    /(?<=gh)-(?=\d)|:(?=\/\/)|(?<=www)\.|[&<>"'`\\*_[\]|~$^{}!@#]/gi,
    (found) => {
      const entity = `&#${found.charCodeAt(0)};`;
      if (/[-.]/.test(found)) return `&#8203;${found}`;
      return /[@#:]/.test(found) ? `${entity}&#8203;` : entity;
    },
  );
}

/** A row of a table; the cells are Markdown already. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The head of a table; the names are Markdown already. */
export function tableHead(names: readonly string[]): string {
  return `${tableRow(names)}\n${tableRow(names.map(() => '---'))}`;
}

/** Longer than any run of backticks in the lines, so that none of them can close it. */
export function fenceFor(lines: readonly string[]): string {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  return '`'.repeat(Math.max(2, ...runs) + 1);
}
