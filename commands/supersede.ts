import type { RolloutId } from '../src/core/ids.ts';
import { decideFinding } from '../src/core/rollout/decide-world.ts';
import type { Plan } from '../src/core/rollout/plan.ts';
import type { RolloutRow } from '../src/ports/store.ts';
import type { Call, Desk } from './command.ts';

const lookedThrough = 50;

/** Rollouts of the slot that wait for approval before they begin, the newest first. */
export async function askingIn(
  { store }: Pick<Desk, 'store'>,
  { service, environment }: Pick<Plan, 'service' | 'environment'>,
): Promise<readonly RolloutRow[]> {
  const rows = await store.recent({ service, environment }, lookedThrough);
  return rows.filter(({ phase, owns }) => phase === 'waiting' && !owns);
}

/** Takes older rollouts out of the way of a newer one, as their service's policy says. */
export async function supersede(
  call: Call,
  desk: Desk,
  by: RolloutId,
  older: readonly RolloutId[],
): Promise<void> {
  for (const id of older.filter((one) => one !== by)) {
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const rollout = await desk.ledger.load(id);
      if (rollout === null) break;
      const events = decideFinding(rollout, { kind: 'superseded', by }, call.now);
      if (events.length === 0) break;
      const written = await desk.ledger.write(rollout, events, call.actor, call.now, 'at-once');
      if (written.kind === 'written') break;
    }
  }
}

/** Everything in its slot that came before it and is not over. */
export async function olderThan(
  desk: Desk,
  rollout: { readonly id: RolloutId; readonly requestedAt: number; readonly plan: Plan },
): Promise<readonly RolloutId[]> {
  const [owner, queued, asking] = await Promise.all([
    desk.store.owner(rollout.plan),
    desk.store.queued(rollout.plan),
    askingIn(desk, rollout.plan),
  ]);
  return [...(owner === null ? [] : [owner]), ...queued, ...asking]
    .filter(({ id, requestedAt }) => id !== rollout.id && requestedAt <= rollout.requestedAt)
    .map(({ id }) => id);
}
