import type { PGlite } from '@electric-sql/pglite';

/** All rows of all tables as JSON by table, each table's in order: column order and storage do not matter. */
export type Snapshot = ReadonlyMap<string, readonly string[]>;

export async function snapshot(database: PGlite): Promise<Snapshot> {
  const { rows: tables } = await database.query<{ name: string; full: string }>(`
    SELECT c.oid::regclass::text AS name, n.nspname || '.' || c.relname AS full
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ORDER BY 2`);
  const all = new Map<string, readonly string[]>();
  for (const { name, full } of tables) {
    const { rows } = await database.query<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM ${name} AS t ORDER BY 1`,
    );
    all.set(
      full,
      rows.map(({ row }) => row),
    );
  }
  return all;
}

export function rowsIn(taken: Snapshot): number {
  return [...taken.values()].reduce((sum, rows) => sum + rows.length, 0);
}

/** What rows have lost or gained, a sentence part for each table; empty when they are the same. */
export function dataDifferences(before: Snapshot, after: Snapshot): readonly string[] {
  return [...before].flatMap(([table, rows]) => {
    const now = after.get(table);
    if (now === undefined) return rows.length === 0 ? [] : [`the rows of ${table} are gone`];
    if (JSON.stringify(rows) === JSON.stringify(now)) return [];
    if (rows.length !== now.length) return [`${table} has ${now.length} rows instead of ${rows.length}`];
    const columns = changedColumns(rows, now);
    return [
      `values of ${columns.map((column) => `${table}.${column}`).join(', ') || table} are not what they were`,
    ];
  });
}

function changedColumns(before: readonly string[], after: readonly string[]): readonly string[] {
  const valuesOf = (rows: readonly string[], column: string) =>
    rows.map((row) => JSON.stringify(asObject(row)[column] ?? null)).toSorted();
  const names = new Set(before.flatMap((row) => Object.keys(asObject(row))));
  return [...names].filter(
    (name) => JSON.stringify(valuesOf(before, name)) !== JSON.stringify(valuesOf(after, name)),
  );
}

function asObject(row: string): Record<string, unknown> {
  return JSON.parse(row);
}
