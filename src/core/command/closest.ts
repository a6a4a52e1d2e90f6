import { nearest } from '../nearest.ts';

/** The word most likely meant: the one that was begun when there is just one, otherwise the nearest by spelling. */
export function closest(typed: string, known: readonly string[]): string | null {
  const word = typed.toLowerCase();
  const begun = known.filter((candidate) => word.length >= 2 && candidate.startsWith(word));
  return begun.length === 1 ? (begun[0] ?? null) : nearest(word, known);
}
