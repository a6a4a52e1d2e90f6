import type { Finding } from '../../ports/examine.ts';

/** What a Redis says of itself. */
export interface RedisFacts {
  readonly version: string;
  readonly primary: boolean;
  readonly inCluster: boolean;
  /** A Cluster whose slots are not all served takes no jobs; null outside a Cluster. */
  readonly clusterState: string | null;
  /** null when it may not be asked. */
  readonly maxmemoryPolicy: string | null;
  readonly appendonly: boolean;
  /** When snapshots are written, empty for never; null when it may not be asked. */
  readonly save: string | null;
  /** Milliseconds that its clock is ahead of ours. */
  readonly clockAhead: number;
}

/** BullMQ refuses what is older. */
const OLDEST = 5;
/** What BullMQ recommends at least. */
const RECOMMENDED = [6, 2] as const;
/** Milliseconds. */
const CLOCKS_APART = 2000;

const SWEEP = 'Rollouts themselves are in the store, and every worker looks for overdue ones by itself';

/** What facts mean for the queues. @param asCluster REDIS_URL says that it is a node of a Cluster */
export function redisFindings(about: string, facts: RedisFacts, asCluster: boolean): readonly Finding[] {
  const wrong = [
    ...ofVersion(facts),
    ...ofRole(facts, asCluster),
    ...ofEviction(facts),
    ...ofPersistence(facts),
    ...ofClock(facts),
  ].map((one) => ({ about, ...one }));
  if (wrong.length > 0) return wrong;
  const sentence = `Redis ${facts.version} takes jobs, evicts none, keeps them on disk, and its clock agrees with ours.`;
  return [{ about, state: 'ok', sentence }];
}

type Found = readonly Omit<Finding, 'about'>[];

function ofVersion({ version }: RedisFacts): Found {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST) {
    return error(
      `It is version ${version}, and the queues need at least ${OLDEST}.0, better ${RECOMMENDED.join('.')}: without a newer one no job runs. Upgrade Redis, or leave out REDIS_URL to keep the queues in PostgreSQL.`,
    );
  }
  if (major > RECOMMENDED[0] || (major === RECOMMENDED[0] && minor >= RECOMMENDED[1])) return [];
  return warning(
    `It is version ${version}; the queues are made for ${RECOMMENDED.join('.')} and newer. Rollouts work; upgrade Redis when you can.`,
  );
}

function ofRole({ primary, inCluster, clusterState }: RedisFacts, asCluster: boolean): Found {
  if (asCluster && !inCluster) {
    return error(
      'REDIS_URL says that it is a node of a Cluster, and cluster support is off there, so no job can be queued. Write redis:// in place of redis+cluster://, or set cluster-enabled yes.',
    );
  }
  if (asCluster && clusterState !== null && clusterState !== 'ok') {
    return error(
      `Its Cluster is in the state ${clusterState}: not all slots are served, and jobs may not be taken. Look at CLUSTER NODES for nodes that are down and slots that are nobody's.`,
    );
  }
  if (asCluster) return [];
  if (inCluster) {
    return error(
      'It is a node of a Cluster, and REDIS_URL says that it is a single server: jobs would be refused that belong to other nodes. Write redis+cluster:// in place of redis://.',
    );
  }
  if (primary) return [];
  return error(
    'It is a read-only replica and takes no jobs. Give REDIS_URL the primary, or the Sentinels that know it: redis+sentinel://host:26379/primary-name.',
  );
}

function ofEviction({ maxmemoryPolicy }: RedisFacts): Found {
  if (maxmemoryPolicy === null) {
    return warning(
      'Its maxmemory-policy could not be checked: the user may run neither INFO in full nor CONFIG GET. See to it that it is noeviction, or jobs may vanish.',
    );
  }
  if (maxmemoryPolicy === 'noeviction') return [];
  return error(
    `Its maxmemory-policy is ${maxmemoryPolicy}: when memory is short, it throws jobs away. ${SWEEP}, so rollouts go on, but later than they should. Say CONFIG SET maxmemory-policy noeviction, and set the same in redis.conf.`,
  );
}

function ofPersistence({ appendonly, save }: RedisFacts): Found {
  if (appendonly) return [];
  if (save === null) {
    return warning(
      `appendonly is off, and whether it writes snapshots could not be checked: the user may not run CONFIG GET. If it writes nothing, a restart loses queued jobs. ${SWEEP}, so they come a few seconds late.`,
    );
  }
  if (save !== '') return [];
  return warning(
    `It keeps nothing on disk (appendonly and save are off): a restart loses queued jobs. ${SWEEP}, so no rollout is lost; what was due comes a few seconds late. To keep them, say CONFIG SET appendonly yes, and set the same in redis.conf.`,
  );
}

function ofClock({ clockAhead }: RedisFacts): Found {
  if (Math.abs(clockAhead) <= CLOCKS_APART) return [];
  const seconds = (Math.abs(clockAhead) / 1000).toFixed(1);
  return warning(
    `Its clock is ${seconds} s ${clockAhead > 0 ? 'ahead of' : 'behind'} this machine's. When the clocks of bots and workers differ as well, queued looks at a rollout come early or late. Set the clocks of all machines by NTP.`,
  );
}

function error(sentence: string): Found {
  return [{ state: 'error', sentence }];
}

function warning(sentence: string): Found {
  return [{ state: 'warning', sentence }];
}
