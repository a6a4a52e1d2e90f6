import { endedBecause, type HangsOn } from '../core/locks/ended.ts';
import type { Instant } from '../core/time.ts';
import type { Lock, RolloutIndex, RolloutRow, Slot, Store } from '../ports/store.ts';

export interface LockStanding {
  readonly held: Lock | null;
  /** The last lock, when it ended by itself. */
  readonly ended: { readonly lock: Lock; readonly because: string } | null;
}

/** The lock of a slot as it stands now: one whose time or whose rollout is over holds no more. */
export async function lockNow(
  store: Pick<Store, 'locks' | 'find'>,
  { service, environment }: Slot,
  now: Instant,
): Promise<LockStanding> {
  const lock = await store.locks.current({ service, environment });
  if (lock === null) return { held: null, ended: null };
  const because = endedBecause(lock, await hangsOn(store, lock), now);
  return because === null ? { held: lock, ended: null } : { held: null, ended: { lock, because } };
}

async function hangsOn(store: Pick<RolloutIndex, 'find'>, lock: Lock): Promise<HangsOn> {
  if (lock.while === null) return null;
  const row = await store.find(lock.while);
  return row === null ? null : { over: isOver(row) };
}

/** Whether nothing of it is under way any more. */
export function isOver({ phase }: Pick<RolloutRow, 'phase'>): boolean {
  return phase === 'completed' || phase === 'rolled-back' || phase === 'cancelled';
}
