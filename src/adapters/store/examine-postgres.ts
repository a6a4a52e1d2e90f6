import pg from 'pg';
import { z } from 'zod';
import type { Instant } from '../../core/time.ts';
import type { Examine, Finding } from '../../ports/examine.ts';
import { type PostgresFacts, postgresFindings } from './postgres-facts.ts';
import { postgresFault } from './postgres-fault.ts';
import { CONNECTIONS, SESSION } from './postgres-pool.ts';

/** Milliseconds for connecting, and for each answer. */
const PATIENCE = 5000;
const SCHEMAS = ['belay', 'bullmq'];

/**
 * Looks at the PostgreSQL that DATABASE_URL names: reached, let in, writable, and fit for store and queues.
 * @param clock this machine's time, which the server's is compared with
 */
export function examinePostgres(url: string, clock: () => Instant): Examine {
  return async () => {
    const clients = [openClient(url), openClient(url)] as const;
    const [client, other] = clients;
    if (client === null || other === null) return [unreadable];
    const about = `PostgreSQL at ${client.host}:${client.port}`;
    try {
      await client.connect();
      await other.connect();
      return postgresFindings(about, await askFacts(client, other, clock), CONNECTIONS);
    } catch (error) {
      const place = { host: client.host, user: client.user ?? '', database: client.database ?? '' };
      return [{ about, state: 'error', sentence: postgresFault(error, place) }];
    } finally {
      await Promise.all(clients.map((one) => one?.end().catch(() => {})));
    }
  };
}

const unreadable: Finding = {
  about: 'DATABASE_URL',
  state: 'error',
  sentence:
    'It cannot be read. Write postgres://user:password@host:5432/database; signs like @, / and # in a password are percent-encoded, and a file that it names must be there.',
};

function openClient(url: string): pg.Client | null {
  try {
    new URL(url);
    const client = new pg.Client({
      connectionString: url,
      options: SESSION,
      application_name: 'belay',
      connectionTimeoutMillis: PATIENCE,
      query_timeout: PATIENCE,
    });
    client.on('error', () => {});
    return client;
  } catch {
    return null;
  }
}

const Row = z.object({
  version: z.number(),
  standby: z.boolean(),
  read_only: z.boolean(),
  database: z.string(),
  db_user: z.string(),
  closed: z.array(z.string()),
  most: z.number(),
  others: z.number(),
  search_path: z.string(),
  now: z.number(),
});

const QUESTION = `
  SELECT current_setting('server_version_num')::int AS version,
    pg_is_in_recovery() AS standby,
    current_setting('default_transaction_read_only') = 'on' AS read_only,
    current_database()::text AS database,
    current_user::text AS db_user,
    ARRAY(
      SELECT wanted FROM unnest($1::text[]) AS wanted
      WHERE NOT CASE WHEN to_regnamespace(wanted) IS NULL
        THEN has_database_privilege(current_database(), 'CREATE')
        ELSE has_schema_privilege(to_regnamespace(wanted)::oid, 'CREATE')
          AND has_schema_privilege(to_regnamespace(wanted)::oid, 'USAGE') END
    ) AS closed,
    least(
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
      (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
      (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database())
    )::int AS most,
    (SELECT count(*)::int FROM pg_stat_activity
      WHERE datname IS NOT NULL AND application_name <> 'belay') AS others,
    current_setting('search_path') AS search_path,
    (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`;

async function askFacts(client: pg.Client, other: pg.Client, clock: () => Instant): Promise<PostgresFacts> {
  const asked = clock();
  const { rows } = await client.query(QUESTION, [SCHEMAS]);
  const row = Row.parse(rows[0]);
  return {
    version: row.version,
    standby: row.standby,
    readOnly: row.read_only,
    closedSchemas: row.closed,
    database: row.database,
    user: row.db_user,
    connections: { most: row.most, others: row.others },
    pooledByTransaction: await pooledByTransaction(client, other),
    keepsSettings: SESSION.includes(`search_path=${row.search_path} `),
    clockAhead: row.now - (asked + clock()) / 2,
  };
}

/** While another connection is inside a transaction, a pooler gives the next statement another session, or none. */
async function pooledByTransaction(client: pg.Client, other: pg.Client): Promise<boolean> {
  const before = await session(client);
  await other.query('BEGIN');
  try {
    if ((await session(other)) === before) return true;
    return (await session(client)) !== before;
  } finally {
    await other.query('ROLLBACK');
  }
}

async function session(client: pg.Client): Promise<unknown> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  return z.object({ pid: z.number() }).parse(rows[0]).pid;
}
