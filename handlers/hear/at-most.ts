import type { Millis } from '../../src/core/time.ts';

/** A rollback does not wait for a store that is silent. */
export const patience: Millis = 500;

/** What is not urgent needs the store anyway, and waits this long before it runs without knowing that it is the first. */
export const firmPatience: Millis = 10_000;

/** @returns what the promise gives, or null when that takes longer; it goes on by itself then */
export async function atMost<T>(millis: Millis, promise: Promise<T>): Promise<T | null> {
  const { promise: tired, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), millis);
  try {
    return await Promise.race([promise, tired]);
  } finally {
    clearTimeout(timer);
  }
}
