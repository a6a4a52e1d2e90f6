import type { LintFinding, MigrationJob, MigrationResult, SqlFile } from '../core/migration/migration.ts';

/** Tries migrations where nothing can be broken. */
export interface Migrations {
  /** Never throws, and answers within its deadline. */
  prove(job: MigrationJob): Promise<MigrationResult>;
  /** What a linter finds; null when it cannot be run here. */
  lint(file: SqlFile, profile: 'forward' | 'rollback'): Promise<readonly LintFinding[] | null>;
}
