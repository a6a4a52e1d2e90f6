import { Failure } from '../../src/core/failure.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Place } from '../../src/ports/place.ts';
import type { Outbox, OutboxRow } from '../../src/ports/store.ts';
import { type SayParts, say } from './say.ts';
import type { Troubles } from './troubles.ts';

export interface AttemptParts extends SayParts {
  readonly outbox: Outbox;
  readonly troubles: Troubles;
}

/** Why a row stays, and until when the place is better left alone. */
export interface Kept {
  readonly code: Failure['code'] | null;
  readonly until: Instant;
}

const firstRetry: Millis = 1000;
const longestRetry: Millis = 60_000;
/** A platform that was away is told soon after it is back what happened meanwhile. */
const longestOutage: Millis = 20_000;

/** Says one row now. @returns null when it is said, else what kept it from being said */
export async function attempt(parts: AttemptParts, place: Place, row: OutboxRow): Promise<Kept | null> {
  try {
    await say(parts, place, row);
    await parts.outbox.delivered(row.id, parts.clock());
    if (row.attempts > 0) parts.troubles.well(place.name);
    return null;
  } catch (error) {
    return keep(parts, place, row, error);
  }
}

async function keep(
  { outbox, clock, troubles }: AttemptParts,
  place: Place,
  row: OutboxRow,
  error: unknown,
): Promise<Kept> {
  const code = error instanceof Failure ? error.code : null;
  if (error instanceof Failure && error.retryAfter !== null) {
    const until = clock() + error.retryAfter;
    await outbox.postpone(row.id, until);
    return { code, until };
  }
  troubles.tell(place.name, row, error);
  const longest = code === 'place-unreachable' ? longestOutage : longestRetry;
  const until = clock() + Math.min(firstRetry * 2 ** row.attempts, longest);
  await outbox.failed(row.id, error instanceof Error ? error.message : 'unknown', until);
  return { code, until };
}
