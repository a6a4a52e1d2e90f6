import pg from 'pg';
import { giveUpOnSilence } from './give-up-on-silence.ts';
import { survivePoolErrors } from './pool-errors.ts';

/** At most, for one process. Queues keep a few for themselves, each for one kind of job. */
export const CONNECTIONS = 20;
/**
 * What each session is started with. BullMQ names its tables without a schema; ours are always qualified. A process that
 * is frozen in the middle of a transaction loses it after 5 s: it holds the end of the log, which all others wait for.
 */
export const SESSION = '-c search_path=bullmq -c idle_in_transaction_session_timeout=5000';

/** No query of ours takes nearly as long. */
const PATIENCE = 20_000;

/**
 * A pool of connections to a PostgreSQL server, fit for the store and for queues alike. Connects when first used.
 * @param url `postgres://…`, the value of DATABASE_URL
 * @param patience milliseconds of a server's silence in the middle of a query after which its connection is given up
 * @param log told when a connection breaks (a restart of the server); the pool makes new ones
 */
export function openPool(url: string, log: (sentence: string) => void, patience: number = PATIENCE): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    options: SESSION,
    application_name: 'belay',
    max: CONNECTIONS,
    keepAlive: true,
    connectionTimeoutMillis: 5000,
  });
  survivePoolErrors(pool, log);
  pool.on('connect', (client) => giveUpOnSilence(client, patience));
  return pool;
}
