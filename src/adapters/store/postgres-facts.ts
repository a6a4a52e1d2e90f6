import type { Finding } from '../../ports/examine.ts';

/** What a PostgreSQL says of itself and of the user that asks. */
export interface PostgresFacts {
  /** `server_version_num`: 150004 for 15.4. */
  readonly version: number;
  readonly standby: boolean;
  readonly readOnly: boolean;
  /** Schemas Belay needs that the user can neither make nor fill. */
  readonly closedSchemas: readonly string[];
  readonly database: string;
  readonly user: string;
  /** Connections the user can have at once, and those taken by others than Belay. */
  readonly connections: { readonly most: number; readonly others: number };
  /** Statements of one connection run in different sessions. */
  readonly pooledByTransaction: boolean;
  /** Settings that a session is started with hold in it. */
  readonly keepsSettings: boolean;
  /** Milliseconds that its clock is ahead of ours. */
  readonly clockAhead: number;
}

/** The oldest that its makers still mend. */
const OLDEST = 14;
/** Milliseconds. */
const CLOCKS_APART = 2000;

/** What facts mean for rollouts. @param perProcess connections that one process of Belay uses at most */
export function postgresFindings(
  about: string,
  facts: PostgresFacts,
  perProcess: number,
): readonly Finding[] {
  const wrong = [
    ...ofVersion(facts),
    ...ofWriting(facts),
    ...ofSchemas(facts),
    ...ofPooling(facts),
    ...ofConnections(facts, perProcess),
    ...ofClock(facts),
  ].map((one) => ({ about, ...one }));
  if (wrong.length > 0) return wrong;
  const sentence = `PostgreSQL ${major(facts)} lets ${facts.user} keep everything in ${facts.database}, and its clock agrees with ours.`;
  return [{ about, state: 'ok', sentence }];
}

type Found = readonly Omit<Finding, 'about'>[];

function major({ version }: PostgresFacts): number {
  return Math.floor(version / 10_000);
}

function ofVersion(facts: PostgresFacts): Found {
  if (major(facts) >= OLDEST) return [];
  return error(
    `It is version ${major(facts)}, and Belay needs at least ${OLDEST}. Upgrade the server, or give DATABASE_URL another one.`,
  );
}

function ofWriting({ standby, readOnly, user, database }: PostgresFacts): Found {
  if (standby) {
    return error(
      'It is a standby and takes no writes, so nothing can be recorded and no rollout starts. Give DATABASE_URL the primary.',
    );
  }
  if (!readOnly) return [];
  return error(
    `Its transactions are read-only for ${user} (default_transaction_read_only), so nothing can be recorded. Say ALTER ROLE ${user} SET default_transaction_read_only = off, or the same for the database ${database}.`,
  );
}

function ofSchemas({ closedSchemas, database, user, standby }: PostgresFacts): Found {
  if (standby || closedSchemas.length === 0) return [];
  const schemas = closedSchemas.join(' and ');
  return error(
    `${user} may not make or fill ${closedSchemas.length === 1 ? 'the schema' : 'the schemas'} ${schemas}, where Belay keeps rollouts and queues. Say GRANT CREATE ON DATABASE ${database} TO ${user}; where a schema is there already, GRANT ALL ON SCHEMA ${schemas.replace(' and ', ', ')} TO ${user}.`,
  );
}

function ofPooling({ pooledByTransaction, keepsSettings, user }: PostgresFacts): Found {
  if (!pooledByTransaction && keepsSettings) return [];
  if (!pooledByTransaction) {
    return error(
      `A pooler stands before it that drops settings of a session (options), so the queues would not find their tables. Give DATABASE_URL the server itself, or say ALTER ROLE ${user} SET search_path = bullmq.`,
    );
  }
  return error(
    'A pooler in transaction mode stands before it: queues listen for jobs (LISTEN), which needs a session of its own, so jobs would come late or never. Give DATABASE_URL the server itself, or a pool in session mode (pool_mode = session).',
  );
}

function ofConnections({ connections: { most, others } }: PostgresFacts, perProcess: number): Found {
  if (most < perProcess) {
    return error(
      `It allows ${most} connections, and one process of Belay uses up to ${perProcess}: queries would fail under load. Raise max_connections, or the connection limit of the role or the database.`,
    );
  }
  if (most - others >= 2 * perProcess) return [];
  return warning(
    `Of its ${most} connections ${others} are taken by others, and each process of Belay uses up to ${perProcess}: there is room for one process at most. Raise max_connections before you start several.`,
  );
}

function ofClock({ clockAhead }: PostgresFacts): Found {
  if (Math.abs(clockAhead) <= CLOCKS_APART) return [];
  const seconds = (Math.abs(clockAhead) / 1000).toFixed(1);
  return warning(
    `Its clock is ${seconds} s ${clockAhead > 0 ? 'ahead of' : 'behind'} this machine's. Belay reckons with the database's, so rollouts are not harmed; logs of this machine will show other times. Set the clocks of all machines by NTP.`,
  );
}

function error(sentence: string): Found {
  return [{ state: 'error', sentence }];
}

function warning(sentence: string): Found {
  return [{ state: 'warning', sentence }];
}
