import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Queue } from '../../src/ports/queue.ts';
import type { Leases, RolloutIndex } from '../../src/ports/store.ts';

export interface HeartbeatParts {
  readonly every: Millis;
  /** Tells the dead man's switch that all is well. @throws Error when it does not take it */
  readonly beat: () => Promise<void>;
  readonly index: Pick<RolloutIndex, 'due'>;
  readonly queue: Pick<Queue, 'add'>;
  readonly leases: Leases;
  readonly holder: string;
  readonly clock: () => Instant;
  readonly log: Log;
}

const leaseName = 'heartbeat';
/** No message will ever have this number: whoever takes the job has nothing to do. */
const nobodys = Number.MAX_SAFE_INTEGER;
/** A look that is later than this was not in time: another worker would have taken over by then. */
const late: Millis = 20_000;

/** Beats as long as the work is really done, by one worker at a time. What beats no more makes the switch call people. */
export async function heartbeatUntil(parts: HeartbeatParts | null, signal: AbortSignal): Promise<void> {
  if (parts === null) return;
  while (!signal.aborted) {
    await heartbeatOnce(parts);
    await sleep(parts.every, undefined, { signal }).catch(() => undefined);
  }
  await parts.leases.release(leaseName, parts.holder).catch(() => undefined);
}

/** @returns whether it beat */
export async function heartbeatOnce(parts: HeartbeatParts): Promise<boolean> {
  const { leases, holder, clock, every, log } = parts;
  try {
    const now = clock();
    if (!(await leases.acquire(leaseName, holder, now, now + 2 * every))) return false;
    const why = await notWorking(parts, now);
    if (why === null) {
      await parts.beat();
      return true;
    }
    log.error({ why }, 'no heartbeat is sent, so that the dead man’s switch calls people');
    // Another worker may be better off.
    await leases.release(leaseName, holder);
  } catch (error) {
    log.error({ err: error }, 'no heartbeat could be sent; the dead man’s switch calls people if that lasts');
  }
  return false;
}

/** That the store answers has been seen by then. @returns null when all is well */
async function notWorking({ index, queue }: HeartbeatParts, now: Instant): Promise<string | null> {
  const [waiting] = await index.due(now - late, 1);
  if (waiting !== undefined) return `${waiting.id} was to be looked at more than 20s ago, and nobody did`;
  await queue.add({ kind: 'deliver', outbox: nobodys }, now);
  return null;
}
