import { findUnwelcome } from './characters.ts';
import type { GrammarRefusal } from './refusal-code.ts';

/** One word of a command as it was read. */
export interface Word {
  /** What it says, quotes and escapes taken off. */
  readonly value: string;
  /** As it was typed. */
  readonly source: string;
  /** The whole word stood in quotes: it is a value whatever it looks like, never a flag or a keyword. */
  readonly quoted: boolean;
  /** Where it begins, from 1. */
  readonly column: number;
}

export type Tokens =
  | { readonly kind: 'words'; readonly text: string; readonly words: readonly Word[] }
  | {
      readonly kind: 'unreadable';
      readonly code: GrammarRefusal;
      readonly sentence: string;
      readonly column: number;
    };

/** Opening quote → the characters that close it. Phones and editors turn plain quotes into the others. */
const closers: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”"',
  '„': '“”',
  '‘': '’',
};
const single = "'‘";

/**
 * Splits a line into words. Not a shell: nothing is expanded, substituted or run, so `a&&id`, backticks,
 * `$(x)`, `*` and `@here` are plain text. A quote opens only at the beginning of a word or of a flag's value
 * (`--reason="…"`); elsewhere it is an ordinary character, so `don't` needs no care. Inside double quotes
 * `\"` and `\\` stand for the character after the backslash. The text is brought to Unicode NFC first.
 */
export function tokenize(typed: string): Tokens {
  const text = typed.normalize('NFC');
  const bad = findUnwelcome(text);
  if (bad !== null) {
    const sentence = `Column ${bad.column} holds an invisible character (${bad.code}). Type the line again by hand; pasted text often carries such characters.`;
    return { kind: 'unreadable', code: 'invisible-character', sentence, column: bad.column };
  }
  const words: Word[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const next = readWord(text, at);
    if (next.kind === 'unreadable') return next;
    words.push(next.word);
    at = skipSpace(text, next.end);
  }
  return { kind: 'words', text, words };
}

/** Writes a value so that `tokenize` reads exactly it: bare when that is unmistakable, in double quotes otherwise. */
export function quote(value: string): string {
  if (/^[^\s"'“„‘’”\\—–-][^\s"\\]*$/u.test(value)) return value;
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

type WordRead =
  | { readonly kind: 'word'; readonly word: Word; readonly end: number }
  | Extract<Tokens, { kind: 'unreadable' }>;

function readWord(text: string, start: number): WordRead {
  if (isOpener(text, start)) return readQuoted(text, start, start);
  let end = start;
  while (end < text.length && !isSpace(text, end)) {
    end += 1;
    if (isOpener(text, end) && /^(--|—|–)[\w-]+=$/u.test(text.slice(start, end))) {
      return readQuoted(text, start, end);
    }
  }
  const source = text.slice(start, end);
  return { kind: 'word', word: { value: source, source, quoted: false, column: start + 1 }, end };
}

/** Reads what stands in quotes from `open` on; a word that begins before it is a flag with its value. */
function readQuoted(text: string, start: number, open: number): WordRead {
  const opener = text[open] ?? '';
  const closing = closers[opener] ?? '';
  let value = text.slice(start, open);
  for (let at = open + 1; at < text.length; at += 1) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (char === '\n' || char === '\r' || char === '\t') return brokenQuote(open);
    if (
      char === '\\' &&
      !single.includes(opener) &&
      (next === '\\' || closing.includes(next)) &&
      next !== ''
    ) {
      value += next;
      at += 1;
    } else if (closing.includes(char) && closesHere(text, at, opener)) {
      if (at + 1 < text.length && !isSpace(text, at + 1)) return gluedQuote(at + 1);
      const word = { value, source: text.slice(start, at + 1), quoted: start === open, column: start + 1 };
      return { kind: 'word', word, end: at + 1 };
    } else {
      value += char;
    }
  }
  return unclosedQuote(opener, open);
}

/** A single quote inside a word is an apostrophe: `'we can't go on'` is one value. */
function closesHere(text: string, at: number, opener: string): boolean {
  return !single.includes(opener) || at + 1 >= text.length || isSpace(text, at + 1);
}

function unclosedQuote(opener: string, open: number): WordRead {
  const column = open + 1;
  const sentence = `The quote ${opener} in column ${column} is never closed. Nothing was done; close it and send the line again.`;
  return { kind: 'unreadable', code: 'unclosed-quote', sentence, column };
}

function brokenQuote(open: number): WordRead {
  const column = open + 1;
  const sentence = `The quoted text from column ${column} on holds a line break or a tab. Write it on one line.`;
  return { kind: 'unreadable', code: 'line-break-in-quotes', sentence, column };
}

function gluedQuote(end: number): WordRead {
  const column = end + 1;
  const sentence = `A space is missing in column ${column}, after the closing quote. To write a quote inside quotes put a backslash before it.`;
  return { kind: 'unreadable', code: 'text-after-quote', sentence, column };
}

function isOpener(text: string, at: number): boolean {
  return at < text.length && Object.hasOwn(closers, text[at] ?? '');
}

function isSpace(text: string, at: number): boolean {
  return /\s/u.test(text[at] ?? '');
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text, at)) at += 1;
  return at;
}
