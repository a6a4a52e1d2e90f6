import { fileURLToPath } from 'node:url';
import { createLintSql } from '../adapters/migration/lint.ts';
import { openScratchProcess } from '../adapters/migration/scratch.ts';
import type { Migrations } from '../ports/migrations.ts';

/** The scratch process starts with the first migration that is asked for, and ends with this one. */
export function openMigrations(): Migrations {
  const scratch = openScratchProcess();
  const program = fileURLToPath(import.meta.resolve('squawk-cli/js/bin/squawk'));
  return { prove: scratch.prove, lint: createLintSql(program) };
}
