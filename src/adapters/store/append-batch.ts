import { sql } from 'kysely';
import { z } from 'zod';
import type { HashedRow } from '../../core/audit/chain.ts';
import { continueChain } from '../../core/audit/chain.ts';
import { RolloutId } from '../../core/ids.ts';
import type { Append, AppendResult } from '../../ports/store.ts';
import { lockHead } from './log.ts';
import { storable } from './storable.ts';
import type { Database, Tx } from './tables.ts';

/**
 * Appends many decisions in one transaction, each with its row, its messages and who is stable. The chain's head is
 * locked first, which makes all writers of all processes take turns: what is then found stands until the commit.
 * @param appends of different rollouts and slots, with different outbox keys
 * @returns one result each; a conflict or a taken slot leaves nothing of that one and does not touch the others
 */
export async function appendBatch(
  db: Database,
  appends: readonly Append[],
): Promise<readonly AppendResult[]> {
  return await db.transaction().execute(async (tx) => {
    const head = await lockHead(tx);
    const hindered = await findHindrances(tx, appends);
    const free = appends.filter((append) => !hindered.has(append));
    const rows: HashedRow[] = [];
    for (const { rollout, expectedSeq, at, actor, events } of free) {
      const entry = { stream: rollout, afterSeq: expectedSeq, at, actor: storable(actor) };
      rows.push(...continueChain(rows.at(-1) ?? head, entry, events.map(storable)));
    }
    const ids = free.length === 0 ? new Map<string, number>() : await writeAll(tx, free, rows);
    return appends.map((append) => hindered.get(append) ?? appended(append, ids));
  });
}

function appended({ expectedSeq, events, outbox }: Append, ids: ReadonlyMap<string, number>): AppendResult {
  return {
    kind: 'appended',
    seq: expectedSeq + events.length,
    outbox: outbox.flatMap(({ key }) => ids.get(key) ?? []),
  };
}

const Found = z.array(z.object({ seq: z.number(), owner: RolloutId.nullable() }));

async function findHindrances(
  tx: Tx,
  appends: readonly Append[],
): Promise<ReadonlyMap<Append, AppendResult>> {
  const asked = appends.map(({ rollout, row: { service, environment, owns } }) => ({
    rollout,
    service,
    environment,
    owns,
  }));
  const { rows } = await sql`
    SELECT
      coalesce((SELECT max(seq) FROM belay.events WHERE stream = asked.rollout), 0) AS seq,
      (SELECT id FROM belay.rollouts AS other
        WHERE asked.owns AND other.owns AND other.service = asked.service
          AND other.environment = asked.environment AND other.id <> asked.rollout) AS owner
    FROM ROWS FROM (json_to_recordset(${JSON.stringify(asked)}::json)
      AS (rollout text, service text, environment text, owns boolean))
      WITH ORDINALITY AS asked (rollout, service, environment, owns, number)
    ORDER BY asked.number`.execute(tx);
  const found = Found.parse(rows);
  return new Map(
    appends.flatMap((append, index): readonly [Append, AppendResult][] => {
      const { seq, owner } = found[index] ?? { seq: null, owner: null };
      if (seq !== append.expectedSeq) return [[append, { kind: 'conflict' }]];
      return owner === null ? [] : [[append, { kind: 'slot-taken', by: owner }]];
    }),
  );
}

const Put = z.array(z.object({ id: z.coerce.number(), key: z.string() }));

/** @returns ids of the outbox rows to deliver now, by their keys */
async function writeAll(
  tx: Tx,
  appends: readonly Append[],
  rows: readonly HashedRow[],
): Promise<ReadonlyMap<string, number>> {
  const last = rows.at(-1);
  const parts = {
    events: rows,
    rollouts: appends.map(({ row, expectedSeq, events }) => ({ ...row, seq: expectedSeq + events.length })),
    stable: appends.flatMap(({ stable }) => stable ?? []),
    outbox: appends.flatMap(({ outbox, at }) =>
      outbox.map(({ key, item }) => ({ key, kind: item.kind, item, at })),
    ),
  };
  const text = JSON.stringify({ ...parts, stable: storable(parts.stable), outbox: storable(parts.outbox) });
  const written = await sql`
    WITH given AS MATERIALIZED (SELECT ${text}::json AS parts),
    events AS (
      INSERT INTO belay.events (position, stream, seq, at, actor, data, prev_hash, hash)
      SELECT position, stream, seq, at, actor, data, "prevHash", hash
      FROM given, json_to_recordset(parts->'events') AS one (
        position bigint, stream text, seq integer, at bigint, actor jsonb, data jsonb, "prevHash" text, hash text)
    ),
    rollouts AS (
      INSERT INTO belay.rollouts (id, seq, service, environment, version, phase, owns, open, requested_at, next_at)
      SELECT id, seq, service, environment, version, phase, owns, open, "requestedAt", "nextAt"
      FROM given, json_to_recordset(parts->'rollouts') AS one (
        id text, seq integer, service text, environment text, version text, phase text, owns boolean, open boolean,
        "requestedAt" bigint, "nextAt" bigint)
      ON CONFLICT (id) DO UPDATE SET
        seq = excluded.seq, service = excluded.service, environment = excluded.environment,
        version = excluded.version, phase = excluded.phase, owns = excluded.owns, open = excluded.open,
        requested_at = excluded.requested_at, next_at = excluded.next_at
    ),
    stable AS (
      INSERT INTO belay.stable (service, environment, target, rollout)
      SELECT service, environment, target, rollout
      FROM given, json_to_recordset(parts->'stable') AS one (
        service text, environment text, target jsonb, rollout text)
      ON CONFLICT (service, environment) DO UPDATE SET target = excluded.target, rollout = excluded.rollout
    ),
    head AS (
      UPDATE belay.chain_head SET position = ${last?.position}::bigint, hash = ${last?.hash}
    )
    INSERT INTO belay.outbox AS row (key, kind, item, next_at)
    SELECT key, kind, item, at
    FROM given, json_to_recordset(parts->'outbox') AS one (key text, kind text, item jsonb, at bigint)
    ON CONFLICT (key) DO UPDATE SET
      generation = row.generation + 1,
      attempts = CASE WHEN row.delivered_at IS NULL THEN row.attempts ELSE 0 END,
      next_at = excluded.next_at,
      delivered_at = NULL
    WHERE row.kind = 'card'
    RETURNING id, key`.execute(tx);
  return new Map(Put.parse(written.rows).map(({ id, key }) => [key, id]));
}
