import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createLintSql } from '../adapters/migration/lint.ts';
import { openScratchProcess } from '../adapters/migration/scratch.ts';
import type { Migrations } from '../ports/migrations.ts';

/** The scratch process starts with the first migration that is asked for, and ends with this one. */
export function openMigrations(): Migrations {
  const scratch = openScratchProcess();
  const squawk = createRequire(import.meta.url).resolve('squawk-cli/package.json');
  return { prove: scratch.prove, lint: createLintSql(join(dirname(squawk), 'js', 'bin', 'squawk')) };
}
