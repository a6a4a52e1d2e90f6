import type { PGlite } from '@electric-sql/pglite';
import { droppedColumns } from '../../core/migration/effects.ts';
import type { Statement } from '../../core/migration/syntax.ts';

/**
 * What has to go first where a required column is dropped: the new version does not write it any more, and both run at
 * the same time until the contract.
 */
export async function loosen(database: PGlite, statements: readonly Statement[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { table, column } of droppedColumns(statements)) {
    const { rows } = await database.query<{ sql: string }>(
      `SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I DROP NOT NULL', n.nspname, c.relname, a.attname) AS sql
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relname = $1 AND a.attname = $2 AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
         AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
         AND NOT EXISTS (SELECT 1 FROM pg_constraint k
           WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey))`,
      [table, column],
    );
    found.push(...rows.map(({ sql }) => sql));
  }
  return found;
}
