import type { Instant } from '../../src/core/time.ts';

/** The server's time as this page knows it: countdowns stay right on a machine whose clock is wrong. */
export interface Clock {
  now(): Instant;
  /** @param date the `Date` header of an answer that has just arrived */
  learn(date: string | null): void;
}

/** The header counts whole seconds and travels; a smaller difference says nothing. */
const believable = 3000;

export function createClock(local: () => number = Date.now): Clock {
  let ahead = 0;
  return {
    now: () => local() + ahead,
    learn(date) {
      const server = date === null ? Number.NaN : Date.parse(date);
      if (Number.isNaN(server)) return;
      const difference = server - local();
      ahead = Math.abs(difference) < believable ? 0 : difference;
    },
  };
}
