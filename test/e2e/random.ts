/** Numbers that are the same again for the same seed (mulberry32). */
export interface Random {
  /** At least `low`, below `high`. */
  between(low: number, high: number): number;
  oneOf<T>(things: readonly [T, ...T[]]): T;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  return {
    between: (low, high) => low + next() * (high - low),
    oneOf: (things) => things[Math.floor(next() * things.length)] ?? things[0],
  };
}
