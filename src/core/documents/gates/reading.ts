import { folded } from './fold.ts';

/** What stands for a cited fact, comparison and identifier while the words around them are read. */
export const factMark = '\u{E000}';
export const comparisonMark = '\u{E001}';
export const nameMark = '\u{E002}';

/** A piece of a draft as gates read it. */
export interface Reading {
  readonly where: 'paragraph' | 'hypothesis';
  /** As the model wrote it, with marks for what is code's. */
  readonly written: string;
  /** The same in small letters without accents. */
  readonly folded: string;
  /** Words of `written`: letters with hyphens and apostrophes within; marks are words of their own. */
  readonly words: readonly string[];
}

/** @param names identifiers of this request, allowed as they stand */
export function reading(where: Reading['where'], text: string, names: ReadonlySet<string>): Reading {
  const written = withoutNames(text, names);
  return { where, written, folded: folded(written), words: written.match(word) ?? [] };
}

const word = /[\p{L}\p{M}]+(?:['’‐‑-][\p{L}\p{M}]+)*|[\u{E000}-\u{E002}]/gu;

/** Names are matched as whole words, so that none can be continued: `v2.3.0` does not allow `v2.3.04`. */
function withoutNames(text: string, names: ReadonlySet<string>): string {
  return text.replace(/[^\s\u{E000}-\u{E002}]+/gu, (token) => {
    const [, before = '', name = '', after = ''] =
      /^([(“‘"']*)(.*?)((?:['’]s)?[).,;:!?”’"']*)$/su.exec(token) ?? [];
    return names.has(name) ? `${before}${nameMark}${after}` : token;
  });
}

/** What an objection quotes of a draft: never more than a model may be shown again. */
export function excerpt(text: string): string {
  const visible = text.replace(/[\u{E000}-\u{E002}]/gu, '…').replace(/[\p{C}]/gu, '?');
  const letters = Array.from(visible);
  return `“${letters.length > 40 ? `${letters.slice(0, 40).join('')}…` : visible}”`;
}
