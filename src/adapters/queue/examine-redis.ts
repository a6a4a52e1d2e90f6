import { Redis } from 'ioredis';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { Instant } from '../../core/time.ts';
import type { Examine, Finding } from '../../ports/examine.ts';
import { credentials, tlsOf } from './redis-client.ts';
import { type RedisFacts, redisFindings } from './redis-facts.ts';
import { redisFault } from './redis-fault.ts';
import { type Address, type RedisTarget, readRedisUrl, shownAddress } from './redis-url.ts';

/** Milliseconds for connecting, and for each answer. */
const PATIENCE = 3000;

const Pair = z.tuple([z.string(), z.string()]);
const Time = z.tuple([z.coerce.number(), z.coerce.number()]);
const NoneOrPair = Pair.nullable();

/**
 * Looks at the Redis that REDIS_URL names: reached, let in, of a version and with settings that keep jobs.
 * @param clock this machine's time, which Redis's is compared with
 */
export function examineRedis(url: string, clock: () => Instant): Examine {
  return async () => {
    try {
      const target = readRedisUrl(url);
      if (target.kind === 'server') return await examineServer(target.address, target, clock);
      if (target.kind === 'sentinel') return await examineSentinels(target, clock);
      const nodes = target.nodes.map((node) => examineServer(node, target, clock));
      return (await Promise.all(nodes)).flat();
    } catch (error) {
      if (error instanceof Failure) return [{ about: 'REDIS_URL', state: 'error', sentence: error.message }];
      throw error;
    }
  };
}

async function examineServer(
  address: Address,
  target: RedisTarget,
  clock: () => Instant,
): Promise<readonly Finding[]> {
  const about = `Redis at ${shownAddress(address)}`;
  const options = { ...credentials(target), ...(target.kind === 'cluster' ? {} : { db: target.db }) };
  return await connected(address, target, options, about, async (client) =>
    redisFindings(about, await askFacts(client, clock), target.kind === 'cluster'),
  );
}

async function examineSentinels(
  target: Extract<RedisTarget, { kind: 'sentinel' }>,
  clock: () => Instant,
): Promise<readonly Finding[]> {
  let primary: Address | null = null;
  const options = target.sentinelAuth ? credentials(target) : {};
  const findings = target.sentinels.map((address) => {
    const about = `Sentinel at ${shownAddress(address)}`;
    return connected(address, target, options, about, async (client) => {
      const found = NoneOrPair.parse(
        await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', target.primary),
      );
      if (found === null) return [unknownPrimary(about, target.primary)];
      primary ??= { host: found[0], port: Number(found[1]) };
      const sentence = `It says that ${target.primary} is at ${found.join(':')}.`;
      return [{ about, state: 'ok', sentence }];
    });
  });
  const ofSentinels = (await Promise.all(findings)).flat();
  if (primary === null) return ofSentinels;
  // One that answers is enough for the queues.
  const softened = ofSentinels.map((one) =>
    one.state === 'error' ? { ...one, state: 'warning' as const } : one,
  );
  return [...softened, ...(await examineServer(primary, target, clock))];
}

function unknownPrimary(about: string, name: string): Finding {
  return {
    about,
    state: 'error',
    sentence: `It watches no primary named ${name}, so no job can be queued. Write the name that stands after "sentinel monitor" in its configuration into REDIS_URL.`,
  };
}

async function connected(
  address: Address,
  target: RedisTarget,
  options: { readonly username?: string; readonly password?: string; readonly db?: number },
  about: string,
  look: (client: Redis) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const client = new Redis({
    ...address,
    ...options,
    ...(target.tls ? { tls: tlsOf(target) } : {}),
    connectionName: 'belay-doctor',
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
    connectTimeout: PATIENCE,
    commandTimeout: PATIENCE,
    disconnectTimeout: 200,
  });
  const heard: Error[] = [];
  client.on('error', (error) => heard.push(error));
  try {
    await client.connect();
    const [first] = heard;
    if (first !== undefined) throw first;
    return await look(client);
  } catch (error) {
    if (error instanceof z.ZodError) throw error;
    // What `connect` is rejected with is only that the connection was closed.
    const sentence = await redisFault(heard[0] ?? error, address, target.tls);
    return [{ about, state: 'error', sentence }];
  } finally {
    client.disconnect();
  }
}

async function askFacts(client: Redis, clock: () => Instant): Promise<RedisFacts> {
  const info = new Map((await client.info()).split('\r\n').map(splitLine));
  const asked = clock();
  const [seconds, micros] = Time.parse(await client.time());
  const clockAhead = seconds * 1000 + micros / 1000 - (asked + clock()) / 2;
  const inCluster = info.get('cluster_enabled') === '1';
  return {
    version: info.get('valkey_version') ?? info.get('redis_version') ?? 'unknown',
    primary: info.get('role') !== 'slave',
    inCluster,
    clusterState: inCluster ? await clusterState(client) : null,
    maxmemoryPolicy: info.get('maxmemory_policy') ?? (await setting(client, 'maxmemory-policy')),
    appendonly: info.get('aof_enabled') === '1',
    save: await setting(client, 'save'),
    clockAhead,
  };
}

function splitLine(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1)];
}

async function clusterState(client: Redis): Promise<string | null> {
  const info = await client.cluster('INFO');
  return /cluster_state:(\w+)/.exec(String(info))?.[1] ?? null;
}

/** @returns null when the user may not ask, as is usual on hosted servers */
async function setting(client: Redis, name: string): Promise<string | null> {
  try {
    const answer = await client.call('CONFIG', 'GET', name);
    return Pair.safeParse(answer).data?.[1] ?? null;
  } catch {
    return null;
  }
}
