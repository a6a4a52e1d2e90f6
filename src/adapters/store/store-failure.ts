import pg from 'pg';
import { Failure } from '../../core/failure.ts';

/** Runs something against the database and says in people's words when the database cannot. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw translated(cause);
  }
}

/** What a violated unique constraint or index is called; null for every other error. */
export function violatedConstraint(error: unknown): string | null {
  return error instanceof pg.DatabaseError && error.code === '23505' ? (error.constraint ?? null) : null;
}

/** The database chose this transaction to give way to another one. */
export function gaveWay(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40001' || error.code === '40P01');
}

/** Errors of ours and mistakes in a query pass unchanged: they are not the database's failing. */
function translated(cause: unknown): unknown {
  if (cause instanceof Failure) return cause;
  if (cause instanceof pg.DatabaseError) return translatedCode(cause, cause.code ?? '');
  if (cause instanceof Error && isConnectionError(cause)) return unreachable(cause);
  return cause;
}

function translatedCode(cause: pg.DatabaseError, code: string): unknown {
  // 53 insufficient resources (53100 disk full), 58 system error (58030 I/O), XX001/2 corrupted, 25006 read only
  const full = code === '53300';
  if (!full && (/^(53|58)/.test(code) || ['XX001', 'XX002', '25006'].includes(code)))
    return unwritable(cause);
  // 08 connection, 28 credentials, 3D no such database, 57P0x shutting down, 53300 too many connections
  if (full || /^(08|28|3D|57P0)/.test(code)) return unreachable(cause);
  return cause;
}

function isConnectionError(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^(ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOENT|EACCES)/.test(code) ||
    error instanceof AggregateError
    ? true
    : /connection|timeout exceeded|client was closed|PGlite is clos|after calling end/i.test(error.message);
}

function unwritable(cause: Error): Failure {
  return new Failure(
    'store-unwritable',
    `The store cannot write (${cause.message}), so nothing new is recorded: running rollouts do not advance, and traffic is still taken back when a trigger fires. Free disk space or repair the database; Belay goes on by itself.`,
    { retryable: true, cause },
  );
}

function unreachable(cause: Error): Failure {
  return new Failure(
    'store-unreachable',
    `The store cannot be reached (${cause.message}), so nothing new is recorded: running rollouts do not advance, and traffic is still taken back when a trigger fires. Check that the database runs and that DATABASE_URL is right; Belay goes on by itself.`,
    { retryable: true, cause },
  );
}
