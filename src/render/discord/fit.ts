import { plainLine } from '../../core/prose.ts';

/** A part of a message in shorter and shorter forms. */
export interface Section {
  /** From the whole to the shortest; at least one. */
  readonly forms: readonly string[];
  /** What has the lower rank is shortened first. */
  readonly rank: number;
  /** The last of the forms that says everything; the first when left out. */
  readonly whole?: number;
}

export interface Fitted {
  readonly texts: readonly string[];
  /** Something is not shown whole. */
  readonly folded: boolean;
}

/** Shortens the sections of the lowest rank until all of them together have at most `most` characters, if they can. */
export function fitSections(sections: readonly Section[], most: number): Fitted {
  const depth = sections.map(() => 0);
  const texts = (): string[] => sections.map(({ forms }, index) => forms[depth[index] ?? 0] ?? '');
  while (sumOf(texts()) > most) {
    const next = shortenable(sections, depth);
    if (next === null) break;
    depth[next] = (depth[next] ?? 0) + 1;
  }
  return { texts: texts(), folded: depth.some((level, index) => level > (sections[index]?.whole ?? 0)) };
}

function shortenable(sections: readonly Section[], depth: readonly number[]): number | null {
  const [first = null] = sections
    .map(({ forms, rank }, index) => ({ index, rank, more: (depth[index] ?? 0) + 1 < forms.length }))
    .filter(({ more }) => more)
    .toSorted((a, b) => a.rank - b.rank);
  return first?.index ?? null;
}

function sumOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/**
 * Text through `shown`, cut at a character so that the outcome has at most `most` code units; what was cut is said by
 * an ellipsis. `shown` is applied to what is left, so no escape is ever cut in two.
 */
export function within(text: string, most: number, shown: (text: string) => string): string {
  const whole = shown(text);
  if (whole.length <= most) return whole;
  const characters = Array.from(plainLine(text));
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (shown(`${characters.slice(0, middle).join('')}…`).length <= most) low = middle;
    else high = middle - 1;
  }
  return shown(`${characters.slice(0, low).join('').trimEnd()}…`);
}

/** Plain text of at most `most` code units, for what Discord shows without reading Markdown. */
export function plainWithin(text: string, most: number): string {
  return within(text, most, plainLine);
}

/** Whole pieces packed into pages of at most `most` characters each; a longer piece has a page of its own. */
export function pagesOf(pieces: readonly string[], most: number, separator = '\n'): readonly string[] {
  const pages: string[] = [];
  for (const piece of pieces) {
    const last = pages.at(-1);
    const joined = last === undefined ? piece : `${last}${separator}${piece}`;
    if (last !== undefined && joined.length <= most) pages[pages.length - 1] = joined;
    else pages.push(piece);
  }
  return pages;
}
