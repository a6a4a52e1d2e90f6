import { setTimeout as sleep } from 'node:timers/promises';
import type { RolloutId } from '../core/ids.ts';
import { ownsTraffic } from '../core/rollout/next-look.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { Millis } from '../core/time.ts';
import type { Log } from '../ports/log.ts';
import type { RolloutIndex } from '../ports/store.ts';
import type { Ledger } from './ledger.ts';
import { loadReadable } from './load-readable.ts';

/**
 * Live rollouts as this process last read them. While the store cannot be asked they are all there is to protect
 * visitors with.
 */
export interface LastKnown {
  live(): readonly Rollout[];
  /** False from the moment the store did not answer in time until it does again. */
  answers(): boolean;
  /** Asks the store what is live now; never throws. */
  refresh(): Promise<void>;
  /** Called by the ledger for every state that this process reads or writes. */
  note(rollout: Rollout): void;
  /** Somebody knows more of this rollout: it is no longer watched from here until the store names it again. */
  forget(id: RolloutId): void;
}

/** A store that takes longer than this is no help to somebody whose visitors are on a broken version. */
const patience = 1000;
/** Many long histories are read after a start; a store that hands them out slowly answers all the same. */
const patienceWithHistories = 15_000;

export function createLastKnown(
  index: Pick<RolloutIndex, 'owning'>,
  ledger: Pick<Ledger, 'load'>,
  log: Log,
): LastKnown {
  const known = new Map<RolloutId, Rollout>();
  let answering = true;

  function note(rollout: Rollout): void {
    const newer = (known.get(rollout.id)?.seq ?? 0) <= rollout.seq;
    if (!newer) return;
    if (ownsTraffic(rollout)) known.set(rollout.id, rollout);
    else known.delete(rollout.id);
  }

  async function read(): Promise<void> {
    const owning = await within(patience, index.owning());
    const live = new Set(owning.map(({ id }) => id));
    for (const id of known.keys()) if (!live.has(id)) known.delete(id);
    const changed = owning.filter(({ id, seq }) => known.get(id)?.seq !== seq);
    const loaded = Promise.all(changed.map(({ id }) => loadReadable(ledger, id)));
    for (const rollout of await within(patienceWithHistories, loaded)) {
      if (rollout !== null && rollout !== 'unreadable') note(rollout);
    }
  }

  function become(now: boolean, why?: unknown): void {
    if (now === answering) return;
    answering = now;
    if (now) log.info({}, 'the store answers again');
    else
      log.error(
        { err: why },
        'the store does not answer: rollouts hold, and traffic is still taken back when a trigger fires or a person says so',
      );
  }

  return {
    live: () => [...known.values()],
    answers: () => answering,
    note,
    forget: (id) => void known.delete(id),
    async refresh() {
      try {
        await read();
        become(true);
      } catch (error) {
        become(false, error);
      }
    },
  };
}

async function within<T>(millis: Millis, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const tooLong = sleep(millis, undefined, { signal: over.signal }).then(
    () => Promise.reject(new Error(`no answer within ${millis} ms`)),
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    over.abort();
  }
}

const every = 2000;

/** Asks again and again until the signal, so that what is known is never old when it is needed. */
export async function keepKnownUntil(lastKnown: LastKnown, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await lastKnown.refresh();
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
}

/** The same ledger, whose readings and writings are remembered. */
export function remembering(ledger: Ledger, lastKnown: Pick<LastKnown, 'note'>): Ledger {
  return {
    async load(id) {
      const rollout = await ledger.load(id);
      if (rollout !== null) lastKnown.note(rollout);
      return rollout;
    },
    async read(id) {
      const read = await ledger.read(id);
      if (read !== null) lastKnown.note(read.rollout);
      return read;
    },
    async write(...order) {
      const written = await ledger.write(...order);
      if (written.kind === 'written') lastKnown.note(written.rollout);
      return written;
    },
  };
}
