import { execFile } from 'node:child_process';
import { z } from 'zod';
import type { LintFinding, SqlFile } from '../../core/migration/migration.ts';
import type { Millis } from '../../core/time.ts';

/** @param profile in a rollback, dropping what the forward made is no fault */
export type LintSql = (
  file: SqlFile,
  profile: 'forward' | 'rollback',
) => Promise<readonly LintFinding[] | null>;

const patience: Millis = 15_000;
const mostOutput = 4 * 1024 ** 2;

/** What is a matter of taste, or is measured here instead of guessed. */
const always = [
  // Long statements are what some migrations are for; waiting for a lock is what must end.
  'require-statement-timeout',
  'prefer-robust-stmts',
  'prefer-bigint-over-int',
  'prefer-bigint-over-smallint',
  'prefer-text-field',
];
const inRollbacks = [
  'ban-drop-column',
  'ban-drop-table',
  'ban-drop-not-null',
  'ban-drop-database',
  'renaming-table',
  'renaming-column',
  'changing-column-type',
];

const Finding = z.object({ line: z.number(), rule_name: z.string(), message: z.string() });

/** What squawk finds in a file; null when it cannot be run here. @param program its executable */
export function createLintSql(program: string): LintSql {
  return async (file, profile) => {
    const excluded = profile === 'rollback' ? [...always, ...inRollbacks] : always;
    const args = ['--reporter', 'json', '--exclude', excluded.join(','), '--stdin-filepath', 'migration.sql'];
    const output = await run(program, args, file.text);
    if (output === null) return null;
    const parsed = z.array(Finding).safeParse(jsonOf(output));
    if (!parsed.success) return null;
    return parsed.data.map(({ line, rule_name: rule, message }) => ({
      file: file.path,
      line: line + 1,
      rule,
      message,
    }));
  };
}

function run(program: string, args: readonly string[], input: string): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { env: {}, timeout: patience, maxBuffer: mostOutput, killSignal: 'SIGKILL' as const };
    // It ends with 1 when it finds something.
    const child = execFile(program, [...args], options, (error, stdout) => {
      resolve(error !== null && error.code !== 1 ? null : stdout);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
