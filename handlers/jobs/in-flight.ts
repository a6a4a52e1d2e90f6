import { setTimeout as sleep } from 'node:timers/promises';
import type { Millis } from '../../src/core/time.ts';

/**
 * Starts what may take long and waits for it a little while only. What is not done by then stays in flight, and
 * the next call with the same key waits for that one instead of starting another. An answer that nobody comes for
 * is dropped: another process may have looked meanwhile, and what was true a minute ago is not true now.
 * @returns the value, or null when it is not there yet
 */
export type InFlight<T> = (key: string, start: () => Promise<T>, patience: Millis) => Promise<T | null>;

/** An answer is kept for so many times the patience. */
const kept = 60;

export function createInFlight<T>(): InFlight<T> {
  const flights = new Map<string, Promise<T>>();

  function takeOff(key: string, start: () => Promise<T>, patience: Millis): Promise<T> {
    const flight = start();
    flights.set(key, flight);
    const forget = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const land = () => void setTimeout(forget, kept * patience).unref();
    flight.then(land, land);
    return flight;
  }

  return async (key, start, patience) => {
    const flight = flights.get(key) ?? takeOff(key, start, patience);
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
