/** So many of one kind at either end of a history: what began and what is now say more than the middle of a long one. */
const most = 40;

/** Those that are wanted; of very many, the first and the last. */
export function capped<T>(all: readonly T[], wanted: (one: T) => boolean): readonly T[] {
  const found = all.filter(wanted);
  return found.length <= 2 * most ? found : [...found.slice(0, most), ...found.slice(-most)];
}
