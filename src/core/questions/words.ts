import { clean } from '../documents/untrusted/clean.ts';

/** What follows is not part of a question that anybody asks. In UTF-16 code units. */
const longest = 600;

/** Small letters without accents and wide forms; punctuation goes, apart from what stands inside of names. */
export function wordsOf(text: string): readonly string[] {
  return clean(text, { limit: longest })
    .text.normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’'`]/gu, '')
    .split(/[^\p{L}\p{N}._%+/:-]+/u)
    .map((word) => word.replace(/^[._+/:-]+|[._+/:-]+$/gu, ''))
    .filter((word) => word !== '');
}
