import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, firmPatience } from './at-most.ts';

const pause = 500;

/** Asks the store again while it fails. @returns null when it has said nothing for too long */
export async function firmly<T>(ask: () => Promise<T>): Promise<T | null> {
  const tired = AbortSignal.timeout(firmPatience);
  async function asking(): Promise<T | null> {
    while (!tired.aborted) {
      try {
        return await ask();
      } catch {
        await sleep(pause);
      }
    }
    return null;
  }
  return atMost(firmPatience, asking());
}
