import { setTimeout as sleep } from 'node:timers/promises';
import type { PlaceName, RolloutId } from '../../src/core/ids.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Messages } from '../../src/ports/store.ts';

export interface Change {
  readonly revision: number;
  readonly rollouts: readonly RolloutId[];
}

const every = 250;
const atOnce = 200;

/** Tells every open page what changed on the console. One reader of the store for all of them. */
export interface Changes {
  subscribe(listener: (change: Change) => void): () => void;
  /** Reads until the signal; a store that does not answer only delays. */
  watch(signal: AbortSignal): Promise<void>;
}

export function createChanges(messages: Pick<Messages, 'since'>, place: PlaceName, log: Log): Changes {
  const listeners = new Set<(change: Change) => void>();
  let revision = 0;

  async function read(): Promise<void> {
    const news = await messages.since(place, revision, atOnce);
    const last = news.at(-1)?.revision;
    if (last === undefined) return;
    revision = last;
    const rollouts = [...new Set(news.map(({ rollout }) => rollout))];
    for (const listener of listeners) listener({ revision: last, rollouts });
    // After a start there may be years of messages; what happens now must not wait behind them.
    if (news.length === atOnce) await read();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async watch(signal) {
      while (!signal.aborted) {
        await read().catch((error: unknown) =>
          log.warn({ err: error }, 'the console could not read its changes'),
        );
        await sleep(every, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
