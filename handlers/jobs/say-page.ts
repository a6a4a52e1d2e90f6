import { Failure } from '../../src/core/failure.ts';
import type { Page } from '../../src/core/notify/page.ts';
import { plainLine, quoted } from '../../src/core/prose.ts';
import type { EventOf } from '../../src/core/rollout/events.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Place } from '../../src/ports/place.ts';
import type { EventStore } from '../../src/ports/store.ts';

export interface SayPageParts {
  readonly ledger: Pick<Ledger, 'load' | 'write'>;
  readonly events: Pick<EventStore, 'events'>;
  readonly clock: () => Instant;
  readonly log: Log;
}

/**
 * Calls whoever is on call, and writes down whether that went well: once when it did, and once when it did not.
 * @throws Failure place-busy, place-unreachable, place-refused
 */
export async function sayPage(
  parts: SayPageParts,
  place: Place,
  key: string,
  rollout: Rollout,
  page: Page,
): Promise<void> {
  const { service, environment, canary } = rollout.plan;
  if (place.page === undefined) {
    return page.state === 'resolve' ? undefined : place.line(key, rollout.id, page.sentence);
  }
  const about = { rollout: rollout.id, service, environment, version: canary.version };
  const { severity, sentence, incident, state } = page;
  try {
    await place.page(key, { severity, sentence, incident, state, ...about });
  } catch (error) {
    if (state === 'trigger' && error instanceof Failure) {
      await record(parts, rollout, {
        kind: 'paged',
        place: place.name,
        succeeded: false,
        sentence: `The pager did not take ${quoted(plainLine(sentence))}: ${error.message}`,
      });
    }
    throw error;
  }
  if (state === 'resolve') return;
  await record(parts, rollout, {
    kind: 'paged',
    place: place.name,
    succeeded: true,
    sentence: `Whoever is on call was paged through ${place.name}: ${plainLine(sentence)}`,
  });
}

/** A call that was made is not made again only because it could not be written down. */
async function record(parts: SayPageParts, { id }: Rollout, paged: EventOf<'paged'>): Promise<void> {
  const { ledger, events, clock, log } = parts;
  try {
    const told = (await events.events(id)).some(
      ({ event }) =>
        event.kind === 'paged' &&
        event.place === paged.place &&
        event.succeeded === paged.succeeded &&
        samePage(event.sentence, paged.sentence),
    );
    if (told) return;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const now = await ledger.load(id);
      if (now === null) return;
      const written = await ledger.write(now, [paged], { kind: 'belay' }, clock(), 'scheduled');
      if (written.kind === 'written') return;
    }
  } catch (error) {
    log.warn({ err: error, rollout: id, place: paged.place }, 'that somebody was paged was not written down');
  }
}

/** Why it was not taken may change from try to try; that it was not is said once. */
function samePage(one: string, other: string): boolean {
  const untilWhy = (sentence: string) => sentence.split('”: ')[0];
  return untilWhy(one) === untilWhy(other);
}
