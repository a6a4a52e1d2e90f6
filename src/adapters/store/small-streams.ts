import type { Actor } from '../../core/rollout/events.ts';
import type { Instant } from '../../core/time.ts';
import { appendToLog } from './log.ts';
import { gaveWay, violatedConstraint } from './store-failure.ts';
import type { Database } from './tables.ts';

export interface SmallAppend {
  readonly stream: string;
  readonly afterSeq: number;
  readonly event: unknown;
  readonly actor: Actor;
  readonly at: Instant;
}

/** @returns false when somebody else appended to the stream first */
export async function appendOne(db: Database, { event, ...entry }: SmallAppend): Promise<boolean> {
  try {
    await db.transaction().execute((tx) => appendToLog(tx, { ...entry, events: [event] }));
    return true;
  } catch (error) {
    if (violatedConstraint(error) === 'events_stream_seq' || gaveWay(error)) return false;
    throw error;
  }
}
