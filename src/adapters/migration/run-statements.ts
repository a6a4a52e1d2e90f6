import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Effect } from '../../core/migration/effects.ts';
import { lockStrength, strongestLocks } from '../../core/migration/locks.ts';
import type { Tried } from '../../core/migration/migration.ts';

export interface Runnable {
  readonly sql: string;
  readonly effect: Effect;
}

export type Ran =
  | { readonly kind: 'ran'; readonly tried: readonly Tried[] }
  | {
      readonly kind: 'failed';
      readonly tried: readonly Tried[];
      readonly sql: string;
      readonly sentence: string;
      readonly state: string;
    };

/** PostgreSQL refuses these inside of a transaction. */
const alone =
  /^\s*(CREATE\s+(UNIQUE\s+)?INDEX\s+CONCURRENTLY|DROP\s+INDEX\s+CONCURRENTLY|ALTER\s+TABLE\s[\s\S]*DETACH\s+PARTITION[\s\S]*CONCURRENTLY|REINDEX)/i;

/** Reads are no danger to anybody. */
const worthTelling = lockStrength('RowExclusiveLock');

/** Runs statements one after the other, each in a transaction, and notes what each locks and rewrites. */
export async function runStatements(database: PGlite, statements: readonly Runnable[]): Promise<Ran> {
  const tried: Tried[] = [];
  for (const { sql, effect } of statements) {
    const began = performance.now();
    try {
      const seen = alone.test(sql)
        ? await runAlone(database, sql)
        : await database.transaction((transaction) => runWatched(transaction, sql));
      tried.push({ sql, ...effect, ...seen, took: Math.round(performance.now() - began) });
    } catch (error) {
      return { kind: 'failed', tried, sql, ...saidOf(error) };
    }
  }
  return { kind: 'ran', tried };
}

type Seen = Pick<Tried, 'locks' | 'rewrites'>;

async function runWatched(transaction: Transaction, sql: string): Promise<Seen> {
  const before = await storageOf(transaction);
  await transaction.query(sql);
  const { rows: locks } = await transaction.query<{ oid: number; relation: string; mode: string }>(`
    SELECT l.relation::int8 AS oid, c.relname AS relation, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE l.locktype = 'relation' AND l.pid = pg_backend_pid() AND c.relkind IN ('r', 'p', 'm')
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`);
  const held = await transaction.query<{ oid: number; mode: string }>(`
    SELECT l.relation::int8 AS oid, l.mode FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.pid = pg_backend_pid()`);
  // What was dropped has no name any more.
  const dropped = [...before].flatMap(([oid, { name }]) =>
    locks.some((lock) => Number(lock.oid) === oid)
      ? []
      : held.rows.filter((lock) => Number(lock.oid) === oid).map(({ mode }) => ({ relation: name, mode })),
  );
  const there = locks.filter(({ oid }) => before.has(Number(oid)));
  const after = await storageOf(transaction);
  const rewrites = [...before].flatMap(([oid, { name, storage }]) => {
    const now = after.get(oid);
    return now !== undefined && now.storage !== storage ? [name] : [];
  });
  const all = [...there.map(({ relation, mode }) => ({ relation, mode })), ...dropped];
  return { locks: strongestLocks(all).filter(({ mode }) => lockStrength(mode) >= worthTelling), rewrites };
}

async function storageOf(transaction: Transaction) {
  const { rows } = await transaction.query<{ oid: number; name: string; storage: number }>(`
    SELECT c.oid::int8 AS oid, c.relname AS name, c.relfilenode::int8 AS storage
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`);
  return new Map(rows.map(({ oid, name, storage }) => [Number(oid), { name, storage: Number(storage) }]));
}

/** Its lock is the one that the manual says: nobody can look while it runs. */
async function runAlone(database: PGlite, sql: string): Promise<Seen> {
  const table = /\bON\s+(?:ONLY\s+)?(?:"?[\w$]+"?\.)?"?([\w$]+)"?/i.exec(sql)?.[1];
  await database.query(sql);
  return {
    locks: table === undefined ? [] : [{ relation: table, mode: 'ShareUpdateExclusiveLock' }],
    rewrites: [],
  };
}

export function saidOf(error: unknown): { readonly sentence: string; readonly state: string } {
  const message = error instanceof Error ? error.message : String(error);
  const state = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return { sentence: message, state };
}
