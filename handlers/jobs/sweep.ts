import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Queue } from '../../src/ports/queue.ts';
import type { Outbox, RolloutIndex } from '../../src/ports/store.ts';

export interface SweepParts {
  readonly index: Pick<RolloutIndex, 'due'>;
  readonly outbox: Pick<Outbox, 'pending'>;
  readonly queue: Pick<Queue, 'add'>;
  readonly clock: () => Instant;
  readonly log: Log;
}

const every = 2000;
/** Younger work is most likely in the queue already. */
const overdue = 1500;
const atOnce = 500;

/** Finds work that the queue lost and puts it in again. A plain timer: it must not die with the queue it repairs. */
export async function sweepUntil(parts: SweepParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await sweepOnce(parts);
    } catch (error) {
      parts.log.warn({ err: error }, 'a sweep failed; the next one tries again');
    }
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
}

export async function sweepOnce({ index, outbox, queue, clock }: SweepParts): Promise<void> {
  const now = clock();
  for (const row of await index.due(now - overdue, atOnce))
    await queue.add({ kind: 'advance', rollout: row.id }, now);
  for (const row of await outbox.pending(now - overdue, atOnce))
    await queue.add({ kind: 'deliver', outbox: row.id }, now);
}
