import { announce } from '../core/announce.ts';
import type { PersonId, RolloutId } from '../core/ids.ts';
import { project } from '../core/rollout/decision.ts';
import type { Actor, RolloutEvent } from '../core/rollout/events.ts';
import { evolve, fold } from '../core/rollout/evolve.ts';
import { nextLook, ownsTraffic } from '../core/rollout/next-look.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { Instant, Millis } from '../core/time.ts';
import { tellsTrain } from '../core/trains/standing.ts';
import type { Log } from '../ports/log.ts';
import type { Job, Queue } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import { rowOf, stableAfter } from './projections.ts';

export type Written =
  | { readonly kind: 'written'; readonly rollout: Rollout }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'slot-taken'; readonly by: RolloutId };

export interface Scheduled {
  readonly rollout: Rollout;
  readonly nextAt: Instant | null;
}

/** Reads rollouts from the event log and writes decisions to it; afterwards wakes whoever has to act on them. */
export interface Ledger {
  load(id: RolloutId): Promise<Rollout | null>;
  /** The same, with the time at which it must be looked at next. */
  read(id: RolloutId): Promise<Scheduled | null>;
  /**
   * Appends what was decided on `before` (null for a new rollout), with its messages, in one transaction.
   * @param look `at-once` has a worker look now; `scheduled` leaves it to the caller, and to the sweep should that die
   * @throws Failure store-unwritable, store-unreachable
   */
  write(
    before: Rollout | null,
    events: readonly RolloutEvent[],
    actor: Actor,
    now: Instant,
    look: 'at-once' | 'scheduled',
  ): Promise<Written>;
}

/** More than one worker carries; what is not here is folded from its first event again. */
const cachedRollouts = 5000;

/** Telling workers what was written is waited for so long. */
const patience: Millis = 200;

interface Parts {
  readonly store: Store;
  readonly queue: Pick<Queue, 'add'>;
  readonly personName: (id: PersonId) => string;
  readonly log: Log;
}

export function createLedger({ store, queue, personName, log }: Parts): Ledger {
  const cache = new Map<RolloutId, Rollout>();

  function remember(rollout: Rollout): void {
    cache.delete(rollout.id);
    cache.set(rollout.id, rollout);
    const oldest = cache.keys().next().value;
    if (cache.size > cachedRollouts && oldest !== undefined) cache.delete(oldest);
  }

  async function read(id: RolloutId): Promise<Scheduled | null> {
    for (let known = cache.get(id) ?? null; ; ) {
      const changes = await store.readOn(id, known?.seq ?? 0);
      known = changes === null ? null : fold(changes.events, known);
      if (changes === null || known === null) return null;
      if (changes.more) continue;
      remember(known);
      return { rollout: known, nextAt: changes.nextAt };
    }
  }

  /** What was written is written: a queue that does not answer only delays, the sweep finds it. */
  async function hurry(job: Job, at: Instant): Promise<void> {
    try {
      await queue.add(job, at);
    } catch (error) {
      log.warn({ err: error, job }, 'the queue took no job; the sweep will find it');
    }
  }

  /** A queue that hangs must not keep a rollback, which is written by then, from its router. */
  async function briefly(told: Promise<void>): Promise<void> {
    const all = told.catch((error: unknown) =>
      log.warn({ err: error }, 'not everybody who waits for this could be told; the sweep will find them'),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([all, late]).finally(() => clearTimeout(timer));
  }

  async function wakeWaiting(before: Rollout | null, after: Rollout, now: Instant): Promise<void> {
    const freed = before !== null && ownsTraffic(before) && !ownsTraffic(after);
    if (!freed) return;
    const waiting = await store.queued(after.plan);
    await Promise.all(waiting.map(({ id }) => hurry({ kind: 'advance', rollout: id }, now)));
  }

  /** What one rollout of a train does decides what the others may: they look now, not when their time comes. */
  async function wakeTrain(before: Rollout | null, after: Rollout, now: Instant): Promise<void> {
    const { train } = after;
    if (train === null || !tellsTrain(before, after)) return;
    const others = train.members.filter(({ rollout }) => rollout !== after.id);
    await Promise.all(
      others.map(async ({ rollout }) => {
        await hastened(rollout, now);
        await hurry({ kind: 'advance', rollout, early: true }, now);
      }),
    );
  }

  /** For the sweep, should the queue lose the job. */
  async function hastened(rollout: RolloutId, now: Instant): Promise<void> {
    try {
      await store.hasten(rollout, now);
    } catch (error) {
      log.warn({ err: error, rollout }, 'a rollout of a train could not be hurried; its next look comes');
    }
  }

  return {
    read,
    load: async (id) => (await read(id))?.rollout ?? null,
    async write(before, events, actor, now, look) {
      const after = afterwards(before, events, actor, now);
      const nextAt = look === 'at-once' ? now : nextLook(after, now);
      const result = await store.append({
        rollout: after.id,
        expectedSeq: before?.seq ?? 0,
        at: now,
        actor,
        events,
        row: rowOf(after, nextAt),
        stable: stableAfter(before, after),
        outbox: announce(before, after, events, before?.seq ?? 0, { actor, personName }),
      });
      if (result.kind !== 'appended') {
        cache.delete(after.id);
        return result;
      }
      remember(after);
      const tellAll = async () => {
        // Whoever moves traffic comes before whoever talks about it.
        if (look === 'at-once') await hurry({ kind: 'advance', rollout: after.id }, now);
        await Promise.all([
          wakeWaiting(before, after, now),
          wakeTrain(before, after, now),
          ...result.outbox.map((outbox) => hurry({ kind: 'deliver', outbox }, now)),
        ]);
      };
      await briefly(tellAll());
      return { kind: 'written', rollout: after };
    },
  };
}

function afterwards(
  before: Rollout | null,
  events: readonly RolloutEvent[],
  actor: Actor,
  now: Instant,
): Rollout {
  const [first, ...rest] = events;
  if (before !== null) return project(before, events, actor, now);
  const born = first === undefined ? null : evolve(null, { seq: 1, at: now, actor, event: first });
  if (born === null) throw new TypeError('a new rollout begins with its request');
  return project(born, rest, actor, now);
}
