import type { Instant } from '../core/time.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import type { RolloutIndex, Slot } from '../ports/store.ts';

/** Has the rollout that owns the slot's traffic looked at now. Never throws: its next look comes anyway. */
export type Hasten = (slot: Slot) => Promise<void>;

interface Parts {
  readonly store: Pick<RolloutIndex, 'owner' | 'hasten'>;
  readonly queue: Pick<Queue, 'add'>;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** The job looks whatever the schedule says; the schedule is for the sweep, should the queue lose the job. */
export function createHasten({ store, queue, clock, log }: Parts): Hasten {
  return async ({ service, environment }) => {
    try {
      const owner = await store.owner({ service, environment });
      if (owner === null) return;
      const now = clock();
      await store.hasten(owner.id, now);
      await queue.add({ kind: 'advance', rollout: owner.id, early: true }, now);
    } catch (error) {
      log.warn({ err: error, service, environment }, 'a rollout could not be hurried; its next look comes');
    }
  };
}
