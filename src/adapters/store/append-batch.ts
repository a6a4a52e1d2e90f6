import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { type ChainHead, chainTexts, type HashedText } from '../../core/audit/chain.ts';
import { RolloutId } from '../../core/ids.ts';
import type { Append, AppendResult } from '../../ports/store.ts';
import { lockHead } from './log.ts';
import { storableJson, storableText } from './storable.ts';
import type { Database, Tx } from './tables.ts';

export interface Appended {
  /** One for each append, in their order. */
  readonly results: readonly AppendResult[];
  /** Where the chain ends now. */
  readonly head: ChainHead;
}

/**
 * Appends many decisions in one transaction, each with its row, its messages and who is stable. The chain's head is
 * locked first, which makes all writers of all processes take turns: what is then found stands until the commit.
 * A conflict or a taken slot leaves nothing of that append and does not touch the others.
 * @param appends of different rollouts and slots, with different outbox keys
 */
export async function appendInTurn(db: Database, appends: readonly Append[]): Promise<Appended> {
  return await db.transaction().execute(async (tx) => {
    const head = await lockHead(tx);
    const hindered = await findHindrances(tx, appends);
    const free = appends.filter((append) => !hindered.has(append));
    const rows = chained(head, free);
    const end = rows.at(-1);
    const ids = end === undefined ? new Map<string, number>() : await writeAll(tx, { free, rows, head, end });
    if (ids === null) throw new TypeError('the head of the log moved although it was locked');
    return {
      results: appends.map((append) => hindered.get(append) ?? appended(append, ids)),
      head: end ?? head,
    };
  });
}

/**
 * The same in one statement, for a writer that knows where the chain ends because it wrote last.
 * @returns null, and nothing is written, when somebody else has written since or an append is hindered
 */
export async function appendAtKnownHead(
  db: Database,
  appends: readonly Append[],
  head: ChainHead,
): Promise<Appended | null> {
  const rows = chained(head, appends);
  const end = rows.at(-1);
  if (end === undefined) return null;
  const ids = await writeAll(db, { free: appends, rows, head, end });
  return ids === null ? null : { results: appends.map((append) => appended(append, ids)), head: end };
}

function chained(head: ChainHead, appends: readonly Append[]): readonly HashedText[] {
  const rows: HashedText[] = [];
  for (const { rollout, expectedSeq, at, actor, events } of appends) {
    const entry = { stream: rollout, afterSeq: expectedSeq, at, actor: storableJson(actor) };
    rows.push(...chainTexts(rows.at(-1) ?? head, entry, events.map(storableJson)));
  }
  return rows;
}

function appended({ expectedSeq, events, outbox }: Append, ids: ReadonlyMap<string, number>): AppendResult {
  return {
    kind: 'appended',
    seq: expectedSeq + events.length,
    outbox: outbox.flatMap(({ key }) => ids.get(key) ?? []),
  };
}

/** For each append, in their order: the `seq` its stream ends with, and who else owns the slot it wants to own. */
function standing(appends: readonly Append[]): RawBuilder<unknown> {
  const asked = appends.map(({ rollout, expectedSeq, row: { service, environment, owns } }) => ({
    rollout,
    expected: expectedSeq,
    service,
    environment,
    owns,
  }));
  return sql`
    SELECT
      asked.number,
      asked.expected,
      coalesce((SELECT max(seq) FROM belay.events WHERE stream = asked.rollout), 0) AS seq,
      (SELECT id FROM belay.rollouts AS other
        WHERE asked.owns AND other.owns AND other.service = asked.service
          AND other.environment = asked.environment AND other.id <> asked.rollout) AS owner
    FROM ROWS FROM (json_to_recordset(${JSON.stringify(asked)}::json)
      AS (rollout text, expected integer, service text, environment text, owns boolean))
      WITH ORDINALITY AS asked (rollout, expected, service, environment, owns, number)`;
}

const Found = z.array(z.object({ seq: z.number(), owner: RolloutId.nullable() }));

async function findHindrances(
  tx: Tx,
  appends: readonly Append[],
): Promise<ReadonlyMap<Append, AppendResult>> {
  const { rows } = await sql`${standing(appends)} ORDER BY number`.execute(tx);
  const found = Found.parse(rows);
  return new Map(
    appends.flatMap((append, index): readonly [Append, AppendResult][] => {
      const { seq, owner } = found[index] ?? { seq: null, owner: null };
      if (seq !== append.expectedSeq) return [[append, { kind: 'conflict' }]];
      return owner === null ? [] : [[append, { kind: 'slot-taken', by: owner }]];
    }),
  );
}

/** JSON of the rows, made of what is JSON already. */
function textOf(rows: readonly HashedText[]): string {
  const texts = rows.map(({ actor, data, ...row }) => {
    const rest = JSON.stringify(row).slice(1);
    return `{"actor":${actor},"data":${data},${rest}`;
  });
  return `[${texts.join(',')}]`;
}

const Put = z.array(z.object({ id: z.coerce.number().nullable(), key: z.string().nullable() }));

interface Writing {
  readonly free: readonly Append[];
  readonly rows: readonly HashedText[];
  readonly head: ChainHead;
  readonly end: HashedText;
}

/**
 * Moves the head from where it must be, and only then writes all the rest: whoever finds it elsewhere writes nothing.
 * A head that stands where it was read means that no event was added since, so that what is found here holds too.
 * @returns ids of the outbox rows to deliver now, by their keys; null when nothing was written
 */
async function writeAll(
  db: Database,
  { free, rows, head, end }: Writing,
): Promise<ReadonlyMap<string, number> | null> {
  const states = free.map(({ row, expectedSeq, events }) => ({ ...row, seq: expectedSeq + events.length }));
  const stable = free.flatMap((append) => append.stable ?? []);
  const outbox = free.flatMap((append) =>
    append.outbox.map(({ key, item }) => ({ key, kind: item.kind, item, at: append.at })),
  );
  const written = await sql`
    WITH standing AS (${standing(free)}),
    head AS (
      UPDATE belay.chain_head SET position = ${end.position}::bigint, hash = ${end.hash}
      WHERE position = ${head.position}::bigint AND hash = ${head.hash}
        AND NOT EXISTS (SELECT FROM standing WHERE seq <> expected OR owner IS NOT NULL)
      RETURNING position
    ),
    events AS (
      INSERT INTO belay.events (position, stream, seq, at, actor, data, prev_hash, hash)
      SELECT position, stream, seq, at, actor, data, "prevHash", hash
      FROM json_to_recordset(${textOf(rows)}::json) AS one (
        position bigint, stream text, seq integer, at bigint, actor jsonb, data jsonb, "prevHash" text, hash text)
      WHERE EXISTS (SELECT FROM head)
    ),
    rollouts AS (
      INSERT INTO belay.rollouts (id, seq, service, environment, version, phase, owns, open, requested_at, train, next_at)
      SELECT id, seq, service, environment, version, phase, owns, open, "requestedAt", train, "nextAt"
      FROM json_to_recordset(${JSON.stringify(states)}::json) AS one (
        id text, seq integer, service text, environment text, version text, phase text, owns boolean, open boolean,
        "requestedAt" bigint, train text, "nextAt" bigint)
      WHERE EXISTS (SELECT FROM head)
      ON CONFLICT (id) DO UPDATE SET
        seq = excluded.seq, service = excluded.service, environment = excluded.environment,
        version = excluded.version, phase = excluded.phase, owns = excluded.owns, open = excluded.open,
        requested_at = excluded.requested_at, train = excluded.train, next_at = excluded.next_at
    ),
    stable AS (
      INSERT INTO belay.stable (service, environment, target, rollout)
      SELECT service, environment, target, rollout
      FROM json_to_recordset(${storableText(stable)}::json) AS one (
        service text, environment text, target jsonb, rollout text)
      WHERE EXISTS (SELECT FROM head)
      ON CONFLICT (service, environment) DO UPDATE SET target = excluded.target, rollout = excluded.rollout
    ),
    outbox AS (
      INSERT INTO belay.outbox AS row (key, kind, item, next_at)
      SELECT key, kind, item, at
      FROM json_to_recordset(${storableText(outbox)}::json) AS one (key text, kind text, item jsonb, at bigint)
      WHERE EXISTS (SELECT FROM head)
      ON CONFLICT (key) DO UPDATE SET
        generation = row.generation + 1,
        attempts = CASE WHEN row.delivered_at IS NULL THEN row.attempts ELSE 0 END,
        next_at = excluded.next_at,
        delivered_at = NULL
      WHERE row.kind = 'card'
      RETURNING id, key
    )
    SELECT outbox.id, outbox.key FROM head LEFT JOIN outbox ON true`.execute(db);
  if (written.rows.length === 0) return null;
  return new Map(
    Put.parse(written.rows).flatMap(({ id, key }): readonly [string, number][] =>
      id === null || key === null ? [] : [[key, id]],
    ),
  );
}
