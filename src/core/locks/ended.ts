import type { Instant } from '../time.ts';
import type { HeldLock } from './events.ts';

/** How the rollout stands that a lock hangs on; null when the lock hangs on none, or it cannot be found out. */
export type HangsOn = { readonly over: boolean } | null;

/** Why a lock that nobody opened holds no more, without a full stop; null while it holds. */
export function endedBecause(lock: HeldLock, hangsOn: HangsOn, now: Instant): string | null {
  if (lock.until !== null && now >= lock.until) return 'its time was over';
  return lock.while !== null && hangsOn?.over === true ? `${lock.while} ended` : null;
}
