import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import { Failure } from '../../src/core/failure.ts';
import type { PlaceName } from '../../src/core/ids.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Delivery, Inbox, KeptDelivery } from '../../src/ports/inbox.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Speak } from '../speak/speak.ts';
import { atMost, patience } from './at-most.ts';
import { isUrgent } from './command-of.ts';
import { firmly } from './firmly.ts';
import { createOnce, type Once } from './once.ts';
import { createTurns, type InTurn } from './turns.ts';

/**
 * Carries out what a place delivered and answers it there. It may run again: commands go through `once`, which
 * remembers what they were answered.
 * @throws Failure retryable, when it should run again a little later
 */
export type WorkDelivery = (delivery: KeptDelivery, once: Once) => Promise<void>;

export interface HearParts {
  readonly inbox: Inbox;
  readonly speak: Speak;
  readonly specs: readonly CommandSpec[];
  /** The places whose deliveries are worked here. */
  readonly places: () => readonly PlaceName[];
  /** Who works what a place delivers; null for a place that delivers nothing. */
  readonly workerOf: (place: PlaceName) => WorkDelivery | null;
  readonly newHolder: () => string;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** Takes what comes in from places. */
export interface Hear {
  /**
   * Keeps a delivery and begins to work it. The store keeps it until it is worked, by whichever bot; while the store
   * does not answer, it is worked here and now, because a rollback must not wait.
   * @param text the command, where it is known: a rollback is begun before the inbox has answered
   * @returns `known` when the same was delivered before: there is nothing to do then
   */
  hear(delivery: Omit<Delivery, 'at'>, text?: string): Promise<'new' | 'known'>;
  /** Works what a bot that died has left, until the signal. */
  workLeftUntil(signal: AbortSignal): Promise<void>;
  /** Resolves when nothing is being worked here. */
  idle(): Promise<void>;
}

/** A bot that has not been heard of for so long is gone, and what it was working is another one's. */
const presence: Millis = 8000;
const lookEvery: Millis = 2000;
/** What was not finished by then is given up; the platforms' own answers are good for 15 to 30 minutes. */
const givenUp: Millis = 30 * 60_000;
/** Longer than any platform's signature, redelivery or catch-up reaches back. */
export const remembered: Millis = 7 * 24 * 3_600_000;
const firstRetry: Millis = 2000;
const longestRetry: Millis = 60_000;
const atOnce = 20;
const rememberedHere = 10_000;
/** Many commands at the same moment wait for each other here, and not for connections to the store until those fail. */
const commandsAtOnce = 8;
/** Scripts and scratch databases take their time, and a machine has no room for many. */
const slowCommandsAtOnce = 3;

export function createHear(parts: HearParts): Hear {
  const { inbox, clock, log, newHolder } = parts;
  const holder = newHolder();
  const inTurn = createTurns(commandsAtOnce);
  const slowInTurn = createTurns(slowCommandsAtOnce);
  /** By place and key. */
  const running = new Map<string, Promise<void>>();
  /** Keys of this process alone: what is delivered twice while the store is away is still worked once. */
  const seen = new Set<string>();

  /** What runs here already is not begun again because its claim is over: its platform is only slow. */
  function start(kept: KeptDelivery, taken?: Promise<boolean | null>): void {
    const name = nameOf(kept);
    if (running.has(name)) return;
    const run = work({ ...parts, inTurn, slowInTurn }, kept, taken).finally(() => running.delete(name));
    running.set(name, run);
  }

  function isNewHere(delivery: Delivery): boolean {
    const name = nameOf(delivery);
    if (seen.has(name)) return false;
    seen.add(name);
    const oldest = seen.values().next().value;
    if (seen.size > rememberedHere && oldest !== undefined) seen.delete(oldest);
    return true;
  }

  return {
    async hear({ place, key, payload }, text = '') {
      const delivery = { place, key, payload, at: clock() };
      if (!isNewHere(delivery)) return 'known';
      const take = () => inbox.take(delivery, holder);
      const taken = take();
      const said = taken.catch((error: unknown) => {
        log.warn({ err: error, place }, 'the inbox took nothing; what is urgent is worked without it');
        return null;
      });
      const sure = taken.catch(() => firmly(take));
      const begin = () => start({ ...delivery, begun: false, reply: null, attempts: 0 }, sure);
      const urgent = isUrgent(text, parts.specs);
      if (urgent) begin();
      const known = (await atMost(patience, said)) === false;
      if (!known && !urgent) begin();
      return known ? 'known' : 'new';
    },
    async workLeftUntil(signal) {
      let swept = 0;
      while (!signal.aborted) {
        try {
          await inbox.present(holder, clock(), clock() + presence);
          for (const kept of await inbox.claim(holder, parts.places(), clock(), atOnce)) start(kept);
          if (clock() - swept > 3_600_000) {
            swept = clock();
            await inbox.forget(clock() - remembered);
          }
        } catch (error) {
          log.warn({ err: error }, 'the inbox could not be looked through; the next look tries again');
        }
        await sleep(lookEvery, undefined, { signal }).catch(() => undefined);
      }
      while (running.size > 0) await Promise.all(running.values());
      await inbox.gone(holder).catch(() => undefined);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

function nameOf({ place, key }: Pick<Delivery, 'place' | 'key'>): string {
  return `${place} ${key}`;
}

/** Never throws: what goes wrong is tried again, or given up with a word in the log. */
async function work(
  parts: HearParts & { readonly inTurn: InTurn; readonly slowInTurn: InTurn },
  delivery: KeptDelivery,
  taken?: Promise<boolean | null>,
): Promise<void> {
  const { inbox, clock, log, workerOf } = parts;
  const { place, key, at, attempts } = delivery;
  try {
    const worker = workerOf(place);
    if (worker !== null) await worker(delivery, createOnce(parts, delivery, taken));
    await finish(parts, delivery);
  } catch (error) {
    if (error instanceof Failure && error.code === 'worked-elsewhere') return;
    const again = error instanceof Failure && error.retryable && clock() - at < givenUp;
    log.warn({ err: error, place, key, again }, 'what was heard could not be worked or answered');
    const asked = error instanceof Failure ? error.retryAfter : null;
    const wait = asked ?? Math.min(firstRetry * 2 ** attempts, longestRetry);
    await (again ? inbox.later(place, key, clock() + wait) : inbox.done(place, key)).catch(() => undefined);
  }
}

async function finish({ inbox, log }: HearParts, { place, key }: Delivery): Promise<void> {
  await inbox.done(place, key).catch((error: unknown) => {
    // It is claimed still and worked again later: its reply is remembered, so nothing runs twice.
    log.warn({ err: error, place, key }, 'a worked delivery could not be marked as such');
  });
}
