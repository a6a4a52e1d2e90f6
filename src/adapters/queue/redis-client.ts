import { readFileSync } from 'node:fs';
import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import { Failure } from '../../core/failure.ts';
import type { RedisTarget } from './redis-url.ts';

export type RedisClient = Redis | Cluster;

/** Milliseconds; one attempt to connect. */
const CONNECT = 5000;
/** Milliseconds that a server has to say goodbye before its connection is cut. */
const GOODBYE = 500;
/** Milliseconds between attempts, at most: after an outage, be back at once. */
const BETWEEN = 1000;

interface Manner {
  /** Shown by CLIENT LIST. */
  readonly name: string;
  /** `wait`: commands wait for a connection however long it takes. `fail`: without one they fail at once. */
  readonly withoutConnection: 'wait' | 'fail';
  /** When false, an attempt that fails is the last one. */
  readonly goesOn: () => boolean;
}

/** @throws Failure config-invalid when the file of the certificate authority cannot be read */
export function redisClient(target: RedisTarget, manner: Manner): RedisClient {
  const again = (times: number): number | null => (manner.goesOn() ? Math.min(times * 50, BETWEEN) : null);
  const waits = manner.withoutConnection === 'wait';
  const shared = {
    ...credentials(target),
    ...(target.tls ? { tls: tlsOf(target) } : {}),
    connectionName: manner.name,
    connectTimeout: CONNECT,
    disconnectTimeout: GOODBYE,
    keepAlive: 10_000,
    maxRetriesPerRequest: waits ? null : 1,
    reconnectOnError: becameReplica,
  };
  const client =
    target.kind === 'cluster'
      ? new Cluster([...target.nodes], {
          redisOptions: shared,
          enableOfflineQueue: waits,
          clusterRetryStrategy: again,
          ...byName(target.tls),
        })
      : new Redis({
          ...shared,
          ...whereabouts(target, again),
          db: target.db,
          enableOfflineQueue: waits,
          retryStrategy: again,
        });
  // Whoever uses the client hears of errors; without any listener ioredis would print them.
  client.on('error', () => {});
  return client;
}

type Whereabouts = Pick<
  RedisOptions,
  | 'host'
  | 'port'
  | 'sentinels'
  | 'name'
  | 'sentinelRetryStrategy'
  | 'sentinelUsername'
  | 'sentinelPassword'
  | 'sentinelTLS'
  | 'enableTLSForSentinelMode'
>;

function whereabouts(
  target: Exclude<RedisTarget, { kind: 'cluster' }>,
  again: (times: number) => number | null,
): Whereabouts {
  if (target.kind === 'server') return { ...target.address };
  const { username, password } = credentials(target);
  return {
    sentinels: [...target.sentinels],
    name: target.primary,
    sentinelRetryStrategy: again,
    ...(target.sentinelAuth && username !== undefined ? { sentinelUsername: username } : {}),
    ...(target.sentinelAuth && password !== undefined ? { sentinelPassword: password } : {}),
    ...(target.tls ? { enableTLSForSentinelMode: true, sentinelTLS: tlsOf(target) } : {}),
  };
}

export function credentials({ username, password }: RedisTarget): { username?: string; password?: string } {
  return { ...(username === null ? {} : { username }), ...(password === null ? {} : { password }) };
}

export function tlsOf({ ca }: RedisTarget): { readonly ca?: Buffer } {
  if (ca === null) return {};
  try {
    return { ca: readFileSync(ca) };
  } catch (cause) {
    throw new Failure(
      'config-invalid',
      `The certificate authority that REDIS_URL names, ${ca}, cannot be read. Check the path after ?ca= and who may read the file.`,
      { retryable: false, cause },
    );
  }
}

/** Under TLS a node is asked for by its name, which its certificate carries, not by the address found for it. */
function byName(tls: boolean): Pick<ClusterOptions, 'dnsLookup'> {
  return tls ? { dnsLookup: (name, found) => found(null, name) } : {};
}

/** After a failover the name leads to another server: connect anew, and say the command there. */
function becameReplica(error: Error): false | 2 {
  return error.message.includes('READONLY') ? 2 : false;
}
