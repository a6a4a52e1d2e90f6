import { setTimeout as sleep } from 'node:timers/promises';
import { belay } from '../../src/core/rollout/decision.ts';
import { budgetsFound } from '../../src/core/rollout/found-budgets.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Budgets } from '../../src/ledger/budgets.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Leases, RolloutIndex, Slot } from '../../src/ports/store.ts';

export interface WatchBudgetsParts {
  /** Slots in which an error budget can stop a release. */
  readonly slots: readonly Slot[];
  readonly budgets: Budgets;
  readonly ledger: Ledger;
  readonly index: Pick<RolloutIndex, 'owner'>;
  readonly leases: Leases;
  readonly holder: string;
  readonly clock: () => Instant;
  readonly log: Log;
}

const every = 60_000;
/** Where nothing is released, what freezes is still noticed, so that it stays frozen until enough is left again. */
const idleEvery = 5 * every;
const leaseName = 'budgets';

/** Looks at error budgets while rollouts are live, and now and then when none is. One worker at a time does. */
export async function watchBudgetsUntil(parts: WatchBudgetsParts, signal: AbortSignal): Promise<void> {
  if (parts.slots.length === 0) return;
  const looked = new Map<Slot, Instant>();
  while (!signal.aborted) {
    await watchBudgetsOnce(parts, looked);
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
  await parts.leases.release(leaseName, parts.holder).catch(() => undefined);
}

/** @param looked when each slot was looked at last; written to */
export async function watchBudgetsOnce(
  parts: WatchBudgetsParts,
  looked: Map<Slot, Instant> = new Map(),
): Promise<void> {
  const { leases, holder, clock, log } = parts;
  try {
    const now = clock();
    if (!(await leases.acquire(leaseName, holder, now, now + 2 * every))) return;
    for (const slot of parts.slots) await watchOne(parts, slot, looked);
  } catch (error) {
    log.warn({ err: error }, 'error budgets could not be watched; it is tried again in a minute');
  }
}

async function watchOne(parts: WatchBudgetsParts, slot: Slot, looked: Map<Slot, Instant>): Promise<void> {
  const { budgets, ledger, index, clock, log } = parts;
  const { service, environment } = slot;
  try {
    const owner = await index.owner({ service, environment });
    const since: Millis = clock() - (looked.get(slot) ?? 0);
    // The loop wakes a little early or late.
    if (owner === null && since < idleEvery - every / 2) return;
    looked.set(slot, clock());
    const standings = await budgets.gating({ service, environment });
    if (owner === null) return;
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const rollout = await ledger.load(owner.id);
      if (rollout === null) return;
      const events = budgetsFound(rollout, standings);
      if (events.length === 0) return;
      const written = await ledger.write(rollout, events, belay, clock(), 'at-once');
      if (written.kind === 'written') return;
    }
  } catch (error) {
    log.warn(
      { err: error, service, environment },
      'an error budget could not be watched; the next look comes',
    );
  }
}
