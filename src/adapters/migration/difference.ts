import { extract, type FactBase, plan } from '@supabase/pg-delta';
import type { ScratchDatabase } from './scratch-database.ts';

export type Schema = FactBase;

/** What the scratch database holds now. */
export async function schemaOf({ database, pool }: ScratchDatabase): Promise<Schema> {
  await database.exec('SET search_path TO public');
  return (await extract(pool)).factBase;
}

export interface Difference {
  /** Statements that lead from one schema to the other, in order. */
  readonly statements: readonly string[];
  /** What looks like a rename, as sentences. */
  readonly renames: readonly string[];
}

/** @throws Error when one of them holds what the difference cannot be written for */
export function differenceOf(from: Schema, to: Schema): Difference {
  const { actions, renameCandidates } = plan(from, to, { renames: 'prompt' });
  return {
    statements: actions.map(({ sql }) => sql.replace(/;\s*$/, '')).filter((sql) => !ofRoles.test(sql)),
    renames: renameCandidates.map(
      ({ from: before, to: after }) =>
        `${nameOf(before)} seems to have become ${nameOf(after)}: the difference makes a new one and drops the old one, its data does not go along.`,
    ),
  };
}

/** Owners and rights are those of the scratch database's one role, and say nothing of the real ones. */
const ofRoles = /^(GRANT|REVOKE|ALTER DEFAULT PRIVILEGES)\b|^ALTER [^;]* OWNER TO \S+$/i;

/** Whatever form the library's ids have: their names, joined. */
function nameOf(id: unknown): string {
  if (typeof id !== 'object' || id === null) return String(id);
  const fields: Record<string, unknown> = { ...id };
  const names = ['schema', 'table', 'name'].flatMap((key) => {
    const value = fields[key];
    return typeof value === 'string' ? [value] : [];
  });
  return `${typeof fields['kind'] === 'string' ? `${fields['kind']} ` : ''}${names.join('.')}`;
}
