import { Failure } from '../../src/core/failure.ts';
import type { PlaceName } from '../../src/core/ids.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Place } from '../../src/ports/place.ts';
import type { Outbox, OutboxRow } from '../../src/ports/store.ts';
import { deliverInOrder, type InOrderParts } from './deliver-in-order.ts';
import { type SayParts, say } from './say.ts';

export interface DeliverParts extends SayParts, Omit<InOrderParts, 'attempt'> {
  readonly outbox: Outbox;
  readonly placeOf: (name: PlaceName) => Place | null;
  readonly clock: () => Instant;
  readonly log: Log;
}

const firstRetry: Millis = 1000;
const longestRetry: Millis = 300_000;
/** A platform that was away is told soon after it is back what happened meanwhile. */
const longestOutage: Millis = 20_000;

/** Says one thing to one place; what fails is tried again later, with growing pauses, for as long as it takes. */
export async function deliver(parts: DeliverParts, id: number): Promise<void> {
  const row = await parts.outbox.row(id);
  if (row === null) return;
  const place = parts.placeOf(row.item.place);
  // A place that belay.yml no longer names hears nothing any more.
  if (place === null) return parts.outbox.delivered(id, parts.clock());
  if (!place.remote) return void (await attempt(parts, place, row));
  const lane = { place, rollout: row.item.rollout };
  return deliverInOrder({ ...parts, attempt: (next) => attempt(parts, place, next) }, lane, id);
}

/** @returns null when it is said, else what kept it from being said */
export async function attempt(parts: DeliverParts, place: Place, row: OutboxRow): Promise<Kept | null> {
  try {
    await say(parts, place, row);
    await parts.outbox.delivered(row.id, parts.clock());
    return null;
  } catch (error) {
    return keep(parts, row, error);
  }
}

/** Why a row stays, and until when the place is better left alone. */
export interface Kept {
  readonly code: Failure['code'] | null;
  readonly until: Instant;
}

async function keep({ outbox, clock, log }: DeliverParts, row: OutboxRow, error: unknown): Promise<Kept> {
  const code = error instanceof Failure ? error.code : null;
  if (error instanceof Failure && error.retryAfter !== null) {
    const until = clock() + error.retryAfter;
    await outbox.postpone(row.id, until);
    return { code, until };
  }
  log.warn({ err: error, outbox: row.id, key: row.key }, 'a place took no message; it is tried again');
  const longest = code === 'place-unreachable' ? longestOutage : longestRetry;
  const until = clock() + Math.min(firstRetry * 2 ** row.attempts, longest);
  await outbox.failed(row.id, error instanceof Error ? error.message : 'unknown', until);
  return { code, until };
}
