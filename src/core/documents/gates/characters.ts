import { excerpt } from './reading.ts';
import type { TextGate } from './text-gate.ts';

/**
 * Latin letters with their usual accents and the marks of plain prose; nothing else. What is not listed here can
 * look like something that is (Cyrillic `а`), be read by nobody (joiners, direction marks) or be markup somewhere.
 */
const other = /[^A-Za-zÀ-ÖØ-öø-ňŊ-ž .,;:!?'"()‘’“”–—/&\n\r\t-]/u;
const marks = /[\u{E000}-\u{E002}]/gu;
/** Emphasis, lines and lists of several places, made of marks that prose uses too. */
const dressed = /--|\.{4}|[!?]{2}|,,|''|""|&[a-z]+;|\(\(|\/\/|(^|\n)\s*-\s/iu;

export const characters: TextGate = {
  gate: 'markup',
  objection: ({ written }) => {
    const prose = written.replace(marks, '');
    const found = other.exec(prose) ?? dressed.exec(prose);
    if (found === null) return null;
    const code = found[0].trim().codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    return `Only plain prose of Latin letters and punctuation can stand in text, without markup or special characters (${excerpt(found[0])}, U+${code}).`;
  },
};
