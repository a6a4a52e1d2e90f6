import { RolloutEvent } from '../../core/rollout/events.ts';
import type { Append, AppendResult, EventStore } from '../../ports/store.ts';
import { appendToLog, lastSeq, readStream } from './log.ts';
import { putOutbox } from './outbox.ts';
import { ownerOf, upsertRollout, upsertStable } from './rollout-index.ts';
import { gaveWay, guarded, violatedConstraint } from './store-failure.ts';
import type { Database } from './tables.ts';

/** Rollout events with everything that must be written in the same transaction. */
export function eventStore(db: Database): EventStore {
  return {
    append: (append) => guarded(() => appendOnce(db, append)),
    events: (rollout, after = 0) => guarded(() => readStream(db, rollout, after, RolloutEvent)),
  };
}

async function appendOnce(db: Database, append: Append): Promise<AppendResult> {
  try {
    return await db.transaction().execute(async (tx): Promise<AppendResult> => {
      if ((await lastSeq(tx, append.rollout)) !== append.expectedSeq) return { kind: 'conflict' };
      const seq = append.expectedSeq + append.events.length;
      await upsertRollout(tx, append.row, seq);
      if (append.stable !== null) await upsertStable(tx, append.stable);
      const outbox = await putOutbox(tx, append.outbox, append.at);
      const { rollout, expectedSeq, at, actor, events } = append;
      await appendToLog(tx, { stream: rollout, afterSeq: expectedSeq, at, actor, events });
      return { kind: 'appended', seq, outbox };
    });
  } catch (error) {
    return await lostRace(db, append, error);
  }
}

/** Two transactions wanted the same sequence number or the same slot; this one came second and left nothing. */
async function lostRace(db: Database, append: Append, error: unknown): Promise<AppendResult> {
  const constraint = violatedConstraint(error);
  if (constraint === 'events_stream_seq' || gaveWay(error)) return { kind: 'conflict' };
  if (constraint !== 'rollouts_one_owner') throw error;
  const owner = await ownerOf(db, append.row);
  // The owner may be gone by now: then deciding again is right.
  return owner === null ? { kind: 'conflict' } : { kind: 'slot-taken', by: owner.id };
}
