import { plainLine } from '../../core/prose.ts';
import type { FontName, Style } from './look.ts';
import { type Pen, rightToLeft } from './pen.ts';

/** Nothing on paper is longer; what is cut off is said to be. */
const longest = 20_000;

/** Text as lines that are no wider than `width` points; words that are wider are broken where they must. */
export function linesOf(pen: Pen, text: string, style: Style, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const space = pen.widthOf(' ', style);
  let used = 0;
  for (const word of drawable(pen, plainLine(cut(text)), style.font).split(' ')) {
    for (const piece of piecesOf(pen, word, style, width)) {
      const wide = pen.widthOf(piece, style);
      if (line !== '' && used + space + wide <= width) {
        line = `${line} ${piece}`;
        used += space + wide;
        continue;
      }
      if (line !== '') lines.push(line);
      line = piece;
      used = wide;
    }
  }
  return [...lines, line].map(inReadingOrder);
}

/** A line of code: spaces stay, and it is broken at any character. */
export function codeLines(pen: Pen, line: string, style: Style, width: number): readonly string[] {
  const shown = line.replaceAll('\t', '  ').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '');
  return broken(pen, drawable(pen, cut(shown), style.font), style, width);
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (cut off)`;
}

/** What the font has no sign for is shown as a box: a reader sees that something stood there. */
function drawable(pen: Pen, text: string, font: FontName): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII needs no look-up.
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return Array.from(text.normalize('NFC'), (character) => (pen.has(character, font) ? character : '□')).join(
    '',
  );
}

function piecesOf(pen: Pen, word: string, style: Style, width: number): readonly string[] {
  return pen.widthOf(word, style) <= width ? [word] : broken(pen, word, style, width);
}

function broken(pen: Pen, text: string, style: Style, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const character of Array.from(text)) {
    const wide = pen.widthOf(character, style);
    if (line !== '' && used + wide > width) {
      lines.push(line);
      line = '';
      used = 0;
    }
    line += character;
    used += wide;
  }
  return [...lines, line];
}

/** The font turns the letters of a word round; words of such a script that follow each other are turned here. */
function inReadingOrder(line: string): string {
  if (!rightToLeft.test(line)) return line;
  const words = line.split(' ');
  const turned: string[] = [];
  for (let from = 0; from < words.length; ) {
    let to = from;
    while (to < words.length && rightToLeft.test(words[to] ?? '')) to += 1;
    turned.push(...words.slice(from, to).toReversed(), ...(to === from ? [words[to] ?? ''] : []));
    from = Math.max(to, from + 1);
  }
  return turned.join(' ');
}
