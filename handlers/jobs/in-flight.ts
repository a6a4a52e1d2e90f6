import { setTimeout as sleep } from 'node:timers/promises';
import type { Millis } from '../../src/core/time.ts';

/**
 * Starts what may take long and waits for it a little while only. What is not done by then stays in flight, and
 * the next call with the same key waits for that one instead of starting another.
 * @returns the value, or null when it is not there yet
 */
export type InFlight<T> = (key: string, start: () => Promise<T>, patience: Millis) => Promise<T | null>;

export function createInFlight<T>(): InFlight<T> {
  const flights = new Map<string, Promise<T>>();
  return async (key, start, patience) => {
    const flight = flights.get(key) ?? start();
    flights.set(key, flight);
    const over = new AbortController();
    const tired = sleep(patience, null, { signal: over.signal }).catch(() => null);
    try {
      const value = await Promise.race([flight, tired]);
      if (value !== null) flights.delete(key);
      return value;
    } catch (error) {
      flights.delete(key);
      throw error;
    } finally {
      over.abort();
    }
  };
}
