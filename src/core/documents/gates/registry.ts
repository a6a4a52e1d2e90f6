import { absoluteClaims } from './absolute-claims.ts';
import { attribution } from './attribution.ts';
import { causes } from './causes.ts';
import { characters } from './characters.ts';
import { citations } from './citations.ts';
import { commands } from './commands.ts';
import { digits } from './digits.ts';
import type { DraftGate } from './draft-gate.ts';
import { lengths } from './lengths.ts';
import { links } from './links.ts';
import { mentions } from './mentions.ts';
import { numberWordsGate } from './number-words.ts';
import { romanNumerals } from './roman-numerals.ts';
import { secrets } from './secrets.ts';
import {
  allowedHypotheses,
  knownChoices,
  knownCitations,
  knownSections,
  requiredSections,
  verdictEcho,
  visibleText,
} from './structure.ts';
import type { TextGate } from './text-gate.ts';

/** Gates on the draft as a whole, in the order in which they object. */
export const draftGates: readonly DraftGate[] = [
  verdictEcho,
  knownCitations,
  knownSections,
  requiredSections,
  knownChoices,
  allowedHypotheses,
  lengths,
  visibleText,
  attribution,
];

/** Gates on every piece of prose; the decision words are read with the outcome and stand beside these. */
export const textGates: readonly TextGate[] = [
  digits,
  secrets,
  mentions,
  links,
  commands,
  characters,
  romanNumerals,
  numberWordsGate,
  absoluteClaims,
  citations,
  causes,
];
