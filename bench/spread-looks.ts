import type { Instant, Millis } from '../src/core/time.ts';
import type { Queue } from '../src/ports/queue.ts';
import type { RolloutIndex } from '../src/ports/store.ts';
import type { Fleet } from './overhead-fleet.ts';

/** Looks spread over the interval, as those of rollouts that began at different times are. */
export async function spreadLooks(
  { wired, rollouts }: Fleet,
  {
    index,
    queue,
    from,
    interval,
  }: {
    readonly index: Pick<RolloutIndex, 'schedule'>;
    readonly queue: Pick<Queue, 'add'>;
    readonly from: Instant;
    readonly interval: Millis;
  },
): Promise<void> {
  await Promise.all(
    rollouts.map(async (rollout, place) => {
      const at = Math.round(from + (place * interval) / rollouts.length);
      const seq = (await wired.ledger.load(rollout))?.seq ?? 0;
      await index.schedule(rollout, seq, at);
      await queue.add({ kind: 'advance', rollout }, at);
    }),
  );
}
