import type { FactBook } from '../facts/fact.ts';

export interface TracedNumerals {
  readonly total: number;
  readonly traced: number;
  /** As they stand in the document, each once. */
  readonly untraced: readonly string[];
}

/**
 * Which numerals of a document stand in the book: as a word of what a fact shows, of a comparison, or as an identifier.
 * The unit belongs to the numeral (`5%`, `5 %`, `200ms`), so that a value does not stand for another one of the same
 * digits. The number of an item at the beginning of a line is structure.
 * @param text plain text or Markdown of a document, in lines that are not broken within words
 */
export function traceNumerals(text: string, book: FactBook): TracedNumerals {
  const known = new Set([
    ...book.facts.flatMap(({ shown }) => numerals(shown)),
    ...book.comparisons.flatMap(({ sentence }) => numerals(sentence)),
    ...book.identifiers.flatMap(numerals),
  ]);
  const found = numerals(unescaped(text).replace(/^[ \t]*\d{1,3}[.)](?=\s)/gmu, ''));
  const untraced = found.filter((one) => !known.has(one));
  return { total: found.length, traced: found.length - untraced.length, untraced: [...new Set(untraced)] };
}

/** Markdown's escapes, and the gap that is put into mentions and addresses. */
function unescaped(text: string): string {
  return text
    .replace(/&#8203;|\u200b/gu, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\\([\\`*_[\]|~$^{}!#.)+=-])/gu, '$1');
}

const edges = /^[^\p{L}\p{N}#/]+|[^\p{L}\p{N}%]+$/gu;

/** Words with a digit in them, without the marks around them; `5 %` is one word. */
function numerals(text: string): readonly string[] {
  return text
    .normalize('NFKC')
    .replace(/(\p{N}) (?=%)/gu, '$1')
    .split(/[\s|“”"()[\]<>=,;]+/u)
    .map((word) => word.replace(edges, '').replace(/['’]s$/u, ''))
    .filter((word) => /\p{N}/u.test(word));
}
