import { z } from 'zod';
import { type ChainHead, chainTexts } from '../../core/audit/chain.ts';
import type { Recorded } from '../../core/rollout/events.ts';
import { Actor } from '../../core/rollout/events.ts';
import type { Instant } from '../../core/time.ts';
import { storableJson } from './storable.ts';
import type { Database, Tx } from './tables.ts';

export interface LogEntry {
  /** A rollout's id, `lock/<service>/<environment>`, `freeze/<environment or *>`, `budget/<budget>/<service>/<environment>`, `delegation/<person>`, `draft/<subject>`, or `token/<id>`. */
  readonly stream: string;
  /** `seq` of the stream's last event. */
  readonly afterSeq: number;
  readonly at: Instant;
  readonly actor: Actor;
  readonly events: readonly unknown[];
}

/**
 * Locks the end of the chain until the transaction ends; there is one for all streams. Appends of rollouts begin with
 * it and so take turns: what they find afterwards stands until they commit.
 */
export async function lockHead(tx: Tx): Promise<ChainHead> {
  const { position, hash } = await tx
    .selectFrom('belay.chain_head')
    .select(['position', 'hash'])
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { position: Number(position), hash };
}

/** Appends to the log and its hash chain. Violates `events_stream_seq` when somebody else appended first. */
export async function appendToLog(tx: Tx, entry: LogEntry): Promise<void> {
  const head = await lockHead(tx);
  const rows = chainTexts(
    head,
    { ...entry, actor: storableJson(entry.actor) },
    entry.events.map(storableJson),
  );
  const last = rows.at(-1);
  if (last === undefined) return;
  await tx
    .insertInto('belay.events')
    .values(rows.map(({ prevHash, ...row }) => ({ ...row, prev_hash: prevHash })))
    .execute();
  await tx.updateTable('belay.chain_head').set({ position: last.position, hash: last.hash }).execute();
}

/** A stream's events with `seq` above `after`, oldest first, parsed. */
export async function readStream<E>(
  db: Database,
  stream: string,
  after: number,
  event: z.ZodType<E>,
): Promise<readonly Recorded<E>[]> {
  const rows = await db
    .selectFrom('belay.events')
    .select(['seq', 'at', 'actor', 'data as event'])
    .where('stream', '=', stream)
    .where('seq', '>', after)
    .orderBy('seq')
    .execute();
  const row = z.object({ seq: z.number(), at: z.coerce.number(), actor: Actor, event });
  return rows.map((raw) => row.parse(raw));
}
