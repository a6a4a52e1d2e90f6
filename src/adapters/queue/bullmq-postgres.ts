import { createPostgresBackend, runMigrations, withBackend } from 'bullmq';
import type pg from 'pg';
import type { Instant } from '../../core/time.ts';
import type { Log } from '../../ports/log.ts';
import type { Queue } from '../../ports/queue.ts';
import { type Backing, bullmqQueue } from './bullmq-queue.ts';

const SCHEMA = 'bullmq';
/** Each queue and each worker listens to the pool's errors. */
const LISTENERS = 50;

const { Queue: PostgresQueue, Worker: PostgresWorker } = withBackend(createPostgresBackend);
type Connection = ConstructorParameters<typeof PostgresQueue>[1]['connection'];

/**
 * Queues in the schema `bullmq` of a PostgreSQL, a server's or the embedded one. The pool's connections must have
 * `search_path=bullmq`, and it stays the caller's. Each `work` keeps a connection per kind of job for itself.
 * @param clock the time that `add` is measured against
 */
export async function openPostgresQueue(pool: pg.Pool, log: Log, clock: () => Instant): Promise<Queue> {
  const client = await pool.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    client.release();
  }
  pool.setMaxListeners(Math.max(pool.getMaxListeners(), LISTENERS));
  return bullmqQueue(over(pool), log, clock);
}

function over(pool: pg.Pool): Backing {
  // The two packages describe the same pool in types that differ in overloads only.
  const connection = pool as unknown as Connection;
  return {
    queue: (name) => new PostgresQueue(name, { connection }),
    worker: (name, run, options) => new PostgresWorker<unknown, void>(name, run, { ...options, connection }),
    [Symbol.asyncDispose]: async () => {},
  };
}
