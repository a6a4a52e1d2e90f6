import { Failure } from '../../core/failure.ts';
import { RolloutEvent } from '../../core/rollout/events.ts';
import type { Append, AppendResult, EventStore } from '../../ports/store.ts';
import { appendBatch } from './append-batch.ts';
import { type Ended, inBatches } from './in-batches.ts';
import { readStream } from './log.ts';
import { readingOn } from './read-on.ts';
import { ownerOf } from './rollout-index.ts';
import { gaveWay, guarded, violatedConstraint } from './store-failure.ts';
import type { Database } from './tables.ts';

/** So many appends share a transaction at most: nobody else can write while it goes on. */
const TOGETHER = 64;

/**
 * Rollout events with everything that must be written in the same transaction. All writers take turns anyway, so the
 * appends that come while one is under way share the next transaction, and its wait for the disk.
 */
export function eventStore(db: Database): EventStore {
  const append = inBatches<Append, AppendResult>({
    run: (appends) => appendTogether(db, appends),
    choose: unlike,
    lanes: 1,
  });
  const readOn = readingOn(db);
  return {
    append,
    readOn: (rollout, after) => readOn({ rollout, after }),
    events: (rollout, after = 0) => guarded(() => readStream(db, rollout, after, RolloutEvent)),
  };
}

/** Rollbacks first; of several appends that concern the same rows only the first. */
function unlike(waiting: readonly Append[]): ReadonlySet<Append> {
  const chosen = new Set<Append>();
  const concerned = new Set<string>();
  for (const append of [...waiting.filter(isUrgent), ...waiting.filter((one) => !isUrgent(one))]) {
    const concerns = concernsOf(append);
    if (chosen.size === TOGETHER) break;
    if (!concerns.some((one) => concerned.has(one))) chosen.add(append);
    // Also of those left out: appends of one rollout keep their order.
    for (const one of concerns) concerned.add(one);
  }
  return chosen;
}

function isUrgent({ events }: Append): boolean {
  return events.some(({ kind }) => kind === 'rollback-ordered');
}

function concernsOf({ rollout, row, stable, outbox }: Append): readonly string[] {
  const slots = [row, ...(stable === null ? [] : [stable])];
  return [
    `rollout ${rollout}`,
    ...slots.map(({ service, environment }) => `slot ${service} ${environment}`),
    ...outbox.map(({ key }) => `outbox ${key}`),
  ];
}

async function appendTogether(
  db: Database,
  appends: readonly Append[],
): Promise<readonly Ended<AppendResult>[]> {
  try {
    const results = await guarded(() => appendBatch(db, appends));
    return results.map((value) => ({ kind: 'done', value }));
  } catch (error) {
    // A store that is away is away for all of them; anything else is one append's doing, and must stay its own.
    if (error instanceof Failure) throw error;
  }
  const ended: Ended<AppendResult>[] = [];
  for (const append of appends) ended.push(await appendAlone(db, append));
  return ended;
}

async function appendAlone(db: Database, append: Append): Promise<Ended<AppendResult>> {
  try {
    return { kind: 'done', value: await guarded(() => appendOnce(db, append)) };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

async function appendOnce(db: Database, append: Append): Promise<AppendResult> {
  try {
    const [result] = await appendBatch(db, [append]);
    return result ?? { kind: 'conflict' };
  } catch (error) {
    return await lostRace(db, append, error);
  }
}

/** A writer that does not lock the chain first was quicker; this append left nothing. */
async function lostRace(db: Database, append: Append, error: unknown): Promise<AppendResult> {
  const constraint = violatedConstraint(error);
  if (constraint === 'events_stream_seq' || gaveWay(error)) return { kind: 'conflict' };
  if (constraint !== 'rollouts_one_owner') throw error;
  const owner = await ownerOf(db, append.row);
  // The owner may be gone by now: then deciding again is right.
  return owner === null ? { kind: 'conflict' } : { kind: 'slot-taken', by: owner.id };
}
