import { foldLock, LockEvent, lockStream } from '../../core/locks/events.ts';
import type { Actor } from '../../core/rollout/events.ts';
import type { Instant } from '../../core/time.ts';
import type { Lock, Locks, Slot } from '../../ports/store.ts';
import { readStream } from './log.ts';
import { appendOne } from './small-streams.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

/** Locks of slots, as events of their own streams. */
export function locks(db: Database): Locks {
  return {
    lock: (lock, actor) => guarded(() => take(db, lock, actor)),
    unlock: (slot, actor, at) => guarded(() => free(db, slot, actor, at)),
    current: (slot) => guarded(async () => (await standing(db, slot)).held),
  };
}

/** @returns the lock that holds now: the one asked for, or another person's who came first */
async function take(db: Database, lock: Lock, actor: Actor): Promise<Lock> {
  const { held, seq } = await standing(db, lock);
  if (held !== null && (held.owner !== lock.owner || held.reason === lock.reason)) return held;
  const { service, environment, owner, reason, since, until, while: hangsOn } = lock;
  const ends = {
    ...(until === null ? {} : { until }),
    ...(hangsOn === null ? {} : { while: hangsOn }),
  };
  const event: LockEvent = { kind: 'locked', service, environment, owner, reason, ...ends };
  const appended = await appendOne(db, {
    stream: lockStream(lock),
    afterSeq: seq,
    event,
    actor,
    at: since,
  });
  return appended ? lock : await take(db, lock, actor);
}

async function free(db: Database, slot: Slot, actor: Actor, at: Instant): Promise<void> {
  const { held, seq } = await standing(db, slot);
  if (held === null) return;
  const { service, environment } = slot;
  const event: LockEvent = { kind: 'unlocked', service, environment };
  const appended = await appendOne(db, { stream: lockStream(slot), afterSeq: seq, event, actor, at });
  if (!appended) await free(db, slot, actor, at);
}

async function standing(db: Database, slot: Slot): Promise<{ held: Lock | null; seq: number }> {
  const history = await readStream(db, lockStream(slot), 0, LockEvent);
  return { held: foldLock(history), seq: history.at(-1)?.seq ?? 0 };
}
