import type { Instant, Millis } from '../../src/core/time.ts';

/**
 * Counts what each key does in windows of fixed length.
 * @returns milliseconds until the key may do more; null when it may now
 */
export type RateLimit = (key: string) => Millis | null;

export function createRateLimit(most: number, window: Millis, clock: () => Instant): RateLimit {
  const counts = new Map<string, { readonly began: Instant; readonly count: number }>();
  return (key) => {
    const now = clock();
    const known = counts.get(key);
    const current = known === undefined || now >= known.began + window ? { began: now, count: 0 } : known;
    if (current.count >= most) return current.began + window - now;
    counts.set(key, { ...current, count: current.count + 1 });
    return null;
  };
}
