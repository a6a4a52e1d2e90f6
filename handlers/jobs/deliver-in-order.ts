import type { PlaceName, RolloutId } from '../../src/core/ids.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Place } from '../../src/ports/place.ts';
import type { Queue } from '../../src/ports/queue.ts';
import type { Leases, Outbox, OutboxRow, WaitingRow } from '../../src/ports/store.ts';
import type { Kept } from './deliver.ts';

export interface InOrderParts {
  readonly outbox: Outbox;
  readonly leases: Leases;
  readonly queue: Pick<Queue, 'add'>;
  readonly newHolder: () => string;
  /** Places that took nothing lately, and until when they are left alone. */
  readonly resting: Map<PlaceName, Instant>;
  readonly attempt: (row: OutboxRow) => Promise<Kept | null>;
  readonly clock: () => Instant;
}

/** What is said about one rollout on one place. */
interface Lane {
  readonly place: Pick<Place, 'name'>;
  readonly rollout: RolloutId;
}

/** Longer than any platform's answer is waited for, and renewed before every message. */
const leased: Millis = 60_000;
const rounds = 5;

/**
 * Says everything that waits in a lane: the card, then lines and documents in the order in which they happened. One
 * worker at a time, so that nothing is said twice or out of order by two of them.
 * @param asked the row that a job came for
 */
export async function deliverInOrder(parts: InOrderParts, lane: Lane, asked: number): Promise<void> {
  const { outbox, leases, clock } = parts;
  const rest = parts.resting.get(lane.place.name) ?? 0;
  if (rest > clock()) return outbox.postpone(asked, rest);
  const name = `deliver/${lane.place.name}/${lane.rollout}`;
  const holder = parts.newHolder();
  const hold = () => leases.acquire(name, holder, clock(), clock() + leased);
  // Whoever takes a lane sees what was put in before; what comes after is seen in the next round.
  for (let round = 0; round < rounds; round += 1) {
    if (!(await hold())) return;
    try {
      await sayWaiting(parts, lane, hold);
    } finally {
      await leases.release(name, holder);
    }
    const left = await outbox.waiting(lane.place.name, lane.rollout);
    const [next] = inTurn(left).toSorted((a, b) => a.dueAt - b.dueAt);
    if (next === undefined) return;
    const dueAt = Math.max(next.dueAt, parts.resting.get(lane.place.name) ?? 0);
    if (dueAt > clock()) return parts.queue.add({ kind: 'deliver', outbox: next.id }, dueAt);
  }
}

/** The rows that nothing stands before: the card, and the oldest of the others. */
function inTurn(rows: readonly WaitingRow[]): readonly WaitingRow[] {
  const first = rows.find(({ kind }) => kind !== 'card');
  return [...rows.filter(({ kind }) => kind === 'card'), ...(first === undefined ? [] : [first])];
}

async function sayWaiting(parts: InOrderParts, lane: Lane, hold: () => Promise<boolean>): Promise<void> {
  for (const { id, kind, dueAt } of await parts.outbox.waiting(lane.place.name, lane.rollout)) {
    if (dueAt > parts.clock()) {
      // A card waits for its next edit; lines and documents wait for each other.
      if (kind === 'card') continue;
      return;
    }
    if (!(await hold())) return;
    const row = await parts.outbox.row(id);
    const kept = row === null ? null : await parts.attempt(row);
    if (kept !== null && !goesOn(parts, lane, kind, kept)) return;
  }
}

/** Whether what stands behind a row that could not be said may be said before it. */
function goesOn({ resting }: InOrderParts, { place }: Lane, kind: WaitingRow['kind'], kept: Kept): boolean {
  switch (kept.code) {
    case 'place-busy':
    case 'place-unreachable':
      resting.set(place.name, kept.until);
      return false;
    case 'place-paced':
      return kind === 'card';
    // It will not be taken until a person mends something, which must not silence all the rest.
    default:
      return true;
  }
}
