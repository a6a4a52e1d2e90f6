import type { ChainHead } from '../../core/audit/chain.ts';
import { Failure } from '../../core/failure.ts';
import { RolloutEvent } from '../../core/rollout/events.ts';
import type { Append, AppendResult, EventStore } from '../../ports/store.ts';
import { type Appended, appendAtKnownHead, appendInTurn } from './append-batch.ts';
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
  const write = writer(db);
  const append = inBatches<Append, AppendResult>({
    run: (appends) => appendTogether(write, appends),
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

/** Batches for which a process that finds others writing does not try to be first again. */
const MODEST = 20;

/** Knows where the chain ends as long as nobody else writes: one statement is enough then. */
function writer(db: Database): Write {
  let known: ChainHead | null = null;
  let modest = 0;
  async function append(appends: readonly Append[]): Promise<Appended> {
    const head = known;
    known = null;
    modest -= 1;
    if (head !== null && modest <= 0) {
      const written = await appendAtKnownHead(db, appends, head);
      if (written !== null) return written;
      modest = MODEST;
    }
    return await appendInTurn(db, appends);
  }
  const write = async (appends: readonly Append[]) => {
    const { results, head } = await append(appends);
    known = head;
    return results;
  };
  return { together: write, alone: (one) => appendOnce(db, write, one) };
}

interface Write {
  together(appends: readonly Append[]): Promise<readonly AppendResult[]>;
  alone(append: Append): Promise<AppendResult>;
}

async function appendTogether(
  write: Write,
  appends: readonly Append[],
): Promise<readonly Ended<AppendResult>[]> {
  try {
    const results = await guarded(() => write.together(appends));
    return results.map((value) => ({ kind: 'done', value }));
  } catch (error) {
    // A store that is away is away for all of them; anything else is one append's doing, and must stay its own.
    if (error instanceof Failure) throw error;
  }
  const ended: Ended<AppendResult>[] = [];
  for (const append of appends) ended.push(await appendAlone(write, append));
  return ended;
}

async function appendAlone(write: Write, append: Append): Promise<Ended<AppendResult>> {
  try {
    return { kind: 'done', value: await guarded(() => write.alone(append)) };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

async function appendOnce(db: Database, write: Write['together'], append: Append): Promise<AppendResult> {
  try {
    const [result] = await write([append]);
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
