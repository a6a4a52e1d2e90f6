import type { PlaceName, RolloutId } from '../../src/core/ids.ts';
import type { Place } from '../../src/ports/place.ts';

/** What is said about one rollout on one place. */
export interface Lane {
  readonly place: Place;
  readonly rollout: RolloutId;
}

/**
 * Lanes that have something to say, beside the jobs of the queue: a platform that takes seconds for every message must
 * not hold up what is said elsewhere. What is lost with this process is found by the sweep of another one.
 */
export interface Lanes extends AsyncDisposable {
  /** Says what waits there, now or as soon as the place has room; once more when it is being said already. */
  add(lane: Lane): void;
  /** Resolves when nothing is being said. */
  idle(): Promise<void>;
}

/** So many conversations at once with one platform; each message waits for its answer. */
const atOnce = 4;

/** @param sayAll never throws; ends soon after the signal */
export function createLanes(sayAll: (lane: Lane, signal: AbortSignal) => Promise<void>): Lanes {
  const waiting = new Map<string, Lane>();
  const running = new Map<string, { readonly place: PlaceName; readonly done: Promise<void> }>();
  const stop = new AbortController();

  function startSome(): void {
    for (const [key, lane] of waiting) {
      const { name } = lane.place;
      const busy = [...running.values()].filter(({ place }) => place === name).length;
      if (stop.signal.aborted || running.has(key) || busy >= atOnce) continue;
      waiting.delete(key);
      const done = sayAll(lane, stop.signal).finally(() => {
        running.delete(key);
        startSome();
      });
      running.set(key, { place: name, done });
    }
  }

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done));
  }

  return {
    add(lane) {
      waiting.set(`${lane.place.name} ${lane.rollout}`, lane);
      startSome();
    },
    idle,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await idle();
    },
  };
}
