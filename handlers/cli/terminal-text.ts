import { styleText } from 'node:util';
import type { Tone } from '../../src/core/card/card.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours a text, or leaves it as it is where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

/** Follows NO_COLOR, FORCE_COLOR and what the stream can show. */
export function painter(stream: NodeJS.WritableStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}

/** Marks of one column each: emoji are one or two columns wide, depending on who draws them. */
export const toneMarks: { readonly [T in Tone]: { readonly mark: string; readonly style: Style } } = {
  quiet: { mark: '·', style: 'dim' },
  moving: { mark: '›', style: 'cyan' },
  good: { mark: '✓', style: 'green' },
  warning: { mark: '!', style: 'yellow' },
  bad: { mark: '✗', style: 'red' },
};

/** Without what would move the cursor, change colours or reorder the line: text comes from many hands. */
export function printable(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '');
}

/** Commands in `backticks` are shown in colour; without colours the backticks stay. */
function inline(text: string, paint: Paint): string {
  return text.replaceAll(/`([^`]+)`/gu, (whole, command: string) => {
    const painted = paint('cyan', command);
    return painted === command ? whole : painted;
  });
}

/** Breaks at spaces; a word that is longer than a line stands alone. @param width in characters */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Columns padded to their widest cell; the last one is left ragged. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, lengthOf(cell));
    }
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** Wrapped text with its commands coloured, also where one is broken over two lines. */
export function paragraph(text: string, width: number, paint: Paint): readonly string[] {
  return inline(wrap(printable(text), width).join('\n'), paint).split('\n');
}

/** Characters as people count them. */
export function lengthOf(text: string): number {
  return [...text].length;
}
