import type { RolloutId } from '../../src/core/ids.ts';
import type { RolloutEvent } from '../../src/core/rollout/events.ts';
import type { World } from './world.ts';

/** Writes an event of a kind that does not exist yet, as a newer version would. */
export async function makeUnreadable({ store, now }: World, rollout: RolloutId): Promise<void> {
  const row = await store.find(rollout);
  if (row === null) throw new TypeError(`${rollout} was never asked for`);
  const event: unknown = { kind: 'teleported', to: 'the moon' };
  await store.append({
    rollout,
    expectedSeq: (await store.events(rollout)).length,
    at: now(),
    actor: { kind: 'belay' },
    events: [event as RolloutEvent],
    row,
    stable: null,
    outbox: [],
  });
}
