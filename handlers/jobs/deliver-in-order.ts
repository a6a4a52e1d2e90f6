import type { PlaceName } from '../../src/core/ids.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Queue } from '../../src/ports/queue.ts';
import type { Leases, WaitingRow } from '../../src/ports/store.ts';
import { type AttemptParts, attempt, type Kept } from './attempt.ts';
import type { Lane } from './lanes.ts';

export interface InOrderParts extends AttemptParts {
  readonly leases: Leases;
  readonly queue: Pick<Queue, 'add'>;
  readonly newHolder: () => string;
  /** Places that took nothing lately, and until when they are left alone. */
  readonly resting: Map<PlaceName, Instant>;
}

/** Longer than any platform's answer is waited for, and renewed before every message. */
const leased: Millis = 60_000;
const rounds = 5;

/**
 * Says everything that waits in a lane: the card, then lines and documents in the order in which they happened. One
 * worker at a time, so that nothing is said twice or out of order by two of them. Never throws.
 */
export async function deliverInOrder(parts: InOrderParts, lane: Lane, signal: AbortSignal): Promise<void> {
  try {
    await sayLane(parts, lane, signal);
  } catch (error) {
    const { place, rollout } = lane;
    parts.log.warn({ err: error, place: place.name, rollout }, 'a lane was left; the sweep finds it again');
  }
}

async function sayLane(parts: InOrderParts, lane: Lane, signal: AbortSignal): Promise<void> {
  const { outbox, leases, clock, resting } = parts;
  const { name } = lane.place;
  const lease = `deliver/${name}/${lane.rollout}`;
  const holder = parts.newHolder();
  const hold = async () => !signal.aborted && leases.acquire(lease, holder, clock(), clock() + leased);
  // Whoever takes a lane sees what was put in before; what comes after is seen in the next round.
  for (let round = 0; round < rounds; round += 1) {
    const rows = inTurn(await outbox.waiting(name, lane.rollout));
    const [next] = rows.toSorted((a, b) => a.dueAt - b.dueAt);
    if (next === undefined) return;
    const rest = resting.get(name) ?? 0;
    const dueAt = Math.max(next.dueAt, rest);
    if (dueAt > clock()) {
      for (const { id } of rows.filter((row) => row.dueAt < rest)) await outbox.postpone(id, rest);
      return parts.queue.add({ kind: 'deliver', outbox: next.id }, dueAt);
    }
    if (!(await hold())) return;
    try {
      await sayWaiting(parts, lane, hold);
    } finally {
      await leases.release(lease, holder);
    }
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
    const kept = row === null ? null : await attempt(parts, lane.place, row);
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
