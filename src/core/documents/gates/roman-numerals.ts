import { excerpt } from './reading.ts';
import type { TextGate } from './text-gate.ts';

const roman = /^(?=.)M{0,4}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})$/;
const small = /^(?=..)x{0,3}(?:ix|iv|v?i{0,4})$/;
/** `I` is a pronoun unless it counts something. `CI` and `CD` are what releases are made with. */
const counts =
  /\b(?:stage|phase|part|tier|level|class|step|section|release|gate|severity|sev|priority|type|group|mark)\s+[ivxlcdm]\b/iu;
const abbreviations: ReadonlySet<string> = new Set(['I', 'CI', 'CD', 'DI', 'MD']);

/** Strokes that are counted rather than read: `IIII`, `llll`. */
const tally = /(\p{L})\1{3,}/u;

export const romanNumerals: TextGate = {
  gate: 'roman-numeral',
  objection: ({ written, words }) => {
    const found =
      words.flatMap((word) => word.split(/[-‐‑'’]/u)).find((word) => isRoman(word)) ??
      counts.exec(written)?.[0] ??
      tally.exec(written)?.[0];
    return found === undefined
      ? null
      : `Roman numerals and strokes are numbers too (${excerpt(found)}): cite a fact.`;
  },
};

function isRoman(word: string): boolean {
  if (abbreviations.has(word)) return false;
  return (/^[MDCLXVI]+$/.test(word) && roman.test(word)) || small.test(word.toLowerCase());
}
