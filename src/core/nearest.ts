import { distance } from 'fastest-levenshtein';

/**
 * The name a person most likely meant: at most a third of the word differs (two letters always may), or
 * the names differ by case and separators alone.
 * @returns null when nothing is near; the first of equally near names
 */
export function nearest(word: string, names: readonly string[]): string | null {
  const allowed = Math.max(word.length < 3 ? 1 : 2, Math.floor(word.length / 3));
  let best: string | null = null;
  let bestDistance = allowed + 1;
  for (const name of names) {
    const apart = distance(plain(word), plain(name));
    if (apart < bestDistance) {
      best = name;
      bestDistance = apart;
    }
  }
  return best;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_-]/g, '');
}
