import { folded } from './fold.ts';
import { composed, englishNumbers, notNumbers, numberWords } from './number-lexicon.ts';
import { excerpt } from './reading.ts';
import type { TextGate } from './text-gate.ts';

/**
 * “One” as a pronoun passes where nothing is counted: after a word that points (`this one`, `the newer one`) when a verb
 * or the end of the clause follows, and in `one another`. `no one` is a claim about everybody, which another gate refuses.
 */
const pronoun =
  /\b(?:this|that|which|another|other|new|newer|old|older|previous|earlier|later|next|last|same|right) ones?(?= *(?:[.,;:!?)]|$|is\b|was\b|are\b|were\b|has\b|had\b|does\b|did\b|that\b|which\b|in\b|at\b|on\b|before\b|after\b|and\b|but\b|as\b|to\b|from\b|for\b|with\b|because\b|when\b|while\b))|\bone another\b/gu;

/** “Once” passes as “as soon as”: at the head of a clause or before its subject. */
const conjunction =
  /(?:^|[.,;:!?(] *|\b(?:and|or|but|again|only|back|that) )once (?!more\b|again\b|upon\b|or\b)(?=\p{L})|\bonce(?= (?:the|a|an|it|its|they|this|that|these|those|we|you|people|traffic|somebody|someone|approval|stable)\b)/gu;

/** A length of time whose number is an article or a hunch. */
const vagueTimes =
  /\b(?:an?|within|several|(?:a )?few|couple|some|many|mere) (?:milli)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b|\bovernight\b/u;

const vagueAmounts =
  /\b(?:a few|few|fewer|fewest|many|tons? of|loads? of|lots? of|a lot|plenty|most of|most (?:users|requests|customers|people|errors|traffic)|bulk of|fraction of|part of (?:the )?(?:users|customers|requests)|a number of|scores of|tens of|per cent|order of magnitude|orders of magnitude|a bit|per mille|nines|(?:brace|gross|score|factor|baker's \w+) of|baker's|hat[ -]tricks?|century mark|zip(?=[.!?]|$))\b/u;

/** `n i n e`, `n.i.n.e`, `n-i-n-e` */
const apart = /(?<![\p{L}'])(?:\p{L}[ .,'’/–—&-]+){2,}\p{L}(?![\p{L}'])/u;

export const numberWordsGate: TextGate = {
  gate: 'number-word',
  objection: (reading) => {
    const text = reading.folded.replace(pronoun, ' ').replace(conjunction, ' ');
    const found =
      listedWord(text, reading.words) ??
      vagueTimes.exec(text)?.[0] ??
      vagueAmounts.exec(text)?.[0] ??
      apart.exec(text.replace(/\b(?:e\.g|i\.e)\b\.?/gu, ' '))?.[0] ??
      hidden(text);
    return found === undefined || found === null
      ? null
      : `Numbers and amounts cannot stand in words either (${excerpt(found)}): cite a fact or a comparison, or leave it out.`;
  },
};

function listedWord(text: string, written: readonly string[]): string | undefined {
  const words = text.match(/\p{L}+/gu) ?? [];
  const found = words.find((word) => isNumber(word) || word === 'one' || word === 'ones' || word === 'once');
  // “Second” counts and is a unit; “dos” is a number where it is not the abbreviation.
  return found ?? written.find((word) => /^(?:seconds?|secondly|dos|Dos)$/u.test(word.replace(/^S/u, 's')));
}

function isNumber(word: string): boolean {
  if (notNumbers.has(word)) return false;
  return numberWords.has(word) || numberWords.has(word.replace(/s$/u, '')) || composed.test(word);
}

/** A number word taken apart by a space, a hyphen or a mark, or with letters doubled: `ni ne`, `twen-ty`, `niiine`. */
function hidden(text: string): string | undefined {
  const words = text.match(/\p{L}+|[.!?;:\u{E000}-\u{E002}]/gu) ?? [];
  for (let start = 0; start < words.length; start += 1) {
    let run = '';
    for (const word of words.slice(start, start + 4)) {
      if (!/\p{L}/u.test(word)) break;
      run += word;
      if (run !== word && run.length >= 4 && !innocent.has(run) && isHidden(run)) return run;
    }
    const word = words[start] ?? '';
    if (/(.)\1/u.test(word) && isStretched(word)) return word;
  }
  return undefined;
}

function isHidden(run: string): boolean {
  return englishNumbers.has(run);
}

/** What two English words make by accident. */
const innocent: ReadonlySet<string> = new Set(['often', 'solo', 'tenor', 'pairs', 'couple', 'sole', 'tithe']);

function isStretched(word: string): boolean {
  return stretched.has(single(word)) && !ordinary.has(word);
}

function single(word: string): string {
  return folded(word).replace(/(.)\1+/gu, '$1');
}

const stretched: ReadonlySet<string> = new Set([...englishNumbers].map(single));
const ordinary: ReadonlySet<string> = new Set([
  'too',
  'soll',
  'teen',
  'sooll',
  'tenn',
  'solo',
  'sixx',
  'pairr',
  'doubble',
  'nill',
  'sool',
  'forrt',
]);
