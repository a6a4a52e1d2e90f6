import { distance } from 'fastest-levenshtein';

/**
 * The word most likely meant, or null when nothing is near: at most one slip in three characters (two
 * neighbours swapped count as two), or the beginning of exactly one word.
 */
export function closest(typed: string, known: readonly string[]): string | null {
  const word = typed.toLowerCase();
  const begun = known.filter((candidate) => word.length >= 2 && candidate.startsWith(word));
  if (begun.length === 1) return begun[0] ?? null;
  const allowed = Math.max(1, Math.ceil(word.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, slips: distance(word, candidate) }))
    .filter(({ candidate, slips }) => slips <= allowed && slips < candidate.length)
    .sort((a, b) => a.slips - b.slips);
  return ranked[0]?.candidate ?? null;
}
