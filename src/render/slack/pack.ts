import type { RichTextBlock } from '@slack/types';
import { plainLine } from '../../core/prose.ts';
import { limits } from './limits.ts';
import { prose } from './prose.ts';
import { linesOf, type Piece, preformatted, rich } from './rich-text.ts';

/** Characters of JSON in one block, so that several blocks share a message. */
const room = 5000;

/** Lines as few blocks as hold them; nothing is left out. */
export function packLines(lines: readonly (readonly Piece[])[]): readonly RichTextBlock[] {
  return packed(lines, sizeOf).map((page) => rich(linesOf(page)));
}

/** Preformatted lines; one that is too long goes on in the next. */
export function packPreformatted(lines: readonly string[]): readonly RichTextBlock[] {
  const whole = lines.flatMap((line) => pieces(line.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')));
  return packed(whole, sizeOf).map((page) => rich(preformatted(page)));
}

/** A sentence as lines that together say all of it; it is one line unless it is very long. */
export function whole(value: string): readonly (readonly Piece[])[] {
  return pieces(plainLine(value)).map(prose);
}

/** At most half of what a piece takes, because JSON can double it. Never cuts a character in two. */
function pieces(value: string): readonly string[] {
  const most = limits.text / 2;
  const found: string[] = [];
  let rest = value;
  while (rest.length > most) {
    const end = /[\uD800-\uDBFF]/.test(rest.charAt(most - 1)) ? most - 1 : most;
    found.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...found, rest];
}

function packed<T>(items: readonly T[], size: (item: T) => number): readonly (readonly T[])[] {
  const pages: T[][] = [];
  let used = room;
  for (const item of items) {
    const needs = size(item);
    if (used + needs > room) {
      pages.push([]);
      used = 0;
    }
    pages.at(-1)?.push(item);
    used += needs;
  }
  return pages;
}

function sizeOf(item: unknown): number {
  return JSON.stringify(item).length;
}
