import type { FreezeOrder } from '../src/core/freezes/order.ts';
import { orderWords, unfreezeLine } from '../src/core/freezes/words.ts';
import type { RolloutId } from '../src/core/ids.ts';
import { canBeBlockedBy } from '../src/core/rollout/found-blocks.ts';
import { loadReadable } from '../src/ledger/load-readable.ts';
import type { Call, Desk } from './command.ts';

const attempts = 8;

/** Holds every rollout that is under way where an order is given, without waiting for a worker. @returns which */
export async function holdAll(call: Call, desk: Desk, order: FreezeOrder): Promise<readonly RolloutId[]> {
  const slots = desk.config.slots.filter(
    ({ environment }) => order.environment === '*' || environment === order.environment,
  );
  const found = await Promise.all(
    slots.map(async ({ service, environment }) => {
      const [owner, queued] = await Promise.all([
        desk.store.owner({ service, environment }),
        desk.store.queued({ service, environment }),
      ]);
      return [...(owner === null ? [] : [owner]), ...queued].map(({ id }) => id);
    }),
  );
  const held = await Promise.all(
    found.flat().map(async (id) => ((await hold(call, desk, order, id)) ? [id] : [])),
  );
  return held.flat();
}

/** One that cannot be written now is found by its next look, as what waits for an approval to begin is. */
async function hold(call: Call, desk: Desk, order: FreezeOrder, id: RolloutId): Promise<boolean> {
  const sentence = `${orderWords(order, call.speaker.name)}; ${unfreezeLine(order)} lifts it`;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const rollout = await loadReadable(desk.ledger, id);
    if (rollout === null || rollout === 'unreadable') return false;
    if (!canBeBlockedBy(rollout, 'order')) return false;
    const event = { kind: 'advance-blocked' as const, by: 'order' as const, sentence, until: order.until };
    const written = await desk.ledger.write(rollout, [event], call.actor, call.now, 'at-once');
    if (written.kind === 'written') return true;
  }
  return false;
}
