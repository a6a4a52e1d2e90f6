import pg from 'pg';
import { survivePoolErrors } from './pool-errors.ts';

/** Queues keep a few connections for themselves, each for one kind of job. */
const CONNECTIONS = 20;

/**
 * A pool of connections to a PostgreSQL server, fit for the store and for queues alike. Connects when first used.
 * @param url `postgres://…`, the value of DATABASE_URL
 * @param log told when a connection breaks (a restart of the server); the pool makes new ones
 */
export function openPool(url: string, log: (sentence: string) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    // BullMQ names its tables without a schema; ours are always qualified.
    options: '-c search_path=bullmq',
    application_name: 'belay',
    max: CONNECTIONS,
    keepAlive: true,
    connectionTimeoutMillis: 5000,
  });
  survivePoolErrors(pool, log);
  return pool;
}
