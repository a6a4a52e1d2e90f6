import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../core/failure.ts';
import type { Instant, Millis } from '../../core/time.ts';

/** Waits for its turn. @throws Failure place-paced when that is too far off to hold a worker for it */
export type Turn = (key: string) => Promise<void>;

const patience: Millis = 2500;

/**
 * Turns for each key, so far apart, whoever in this process wants one. Several processes meet the platform's own
 * limit instead, which answers with a time to wait.
 * @param apart milliseconds between two turns of a key
 */
export function createPace(apart: Millis, clock: () => Instant): Turn {
  const free = new Map<string, Instant>();
  return async (key) => {
    const now = clock();
    const turn = Math.max(now, free.get(key) ?? 0);
    const wait = turn - now;
    if (wait > patience) {
      const sentence = 'More is to be said there than may be at once; it is said a little later.';
      throw new Failure('place-paced', sentence, { retryable: true, retryAfter: wait });
    }
    free.set(key, turn + apart);
    if (wait > 0) await sleep(wait);
  };
}
