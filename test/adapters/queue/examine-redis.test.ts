import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../demo/servers/free-port.ts';
import { programAt } from '../../../demo/servers/programs.ts';
import { type RedisServer, startRedis } from '../../../demo/servers/redis.ts';
import { startRedisCluster } from '../../../demo/servers/redis-cluster.ts';
import { startRedisSentinel } from '../../../demo/servers/redis-sentinel.ts';
import { examineRedis } from '../../../src/adapters/queue/examine-redis.ts';

describe.skipIf(programAt('redis-server') === null)('what is found at a Redis', () => {
  let good: RedisServer;
  beforeAll(async () => {
    good = await startRedis({ password: 'right' });
    await good.say('ACL', 'SETUSER', 'plain', 'on', '>word', '~*', '+@all', '-config');
    await good.say('ACL', 'SETUSER', 'little', 'on', '>word', '~*', '+get');
  });
  afterAll(async () => {
    await good[Symbol.asyncDispose]();
  });

  async function found(url: string, clock = Date.now): Promise<string[]> {
    const findings = await examineRedis(url, clock)();
    return findings.map(({ state, about, sentence }) => `${state} ${about}: ${sentence}`);
  }

  test('nothing is wrong', async () => {
    expect(await found(good.url)).toEqual([expect.stringMatching(/^ok Redis at 127\.0\.0\.1:\d+: Redis \d/)]);
  });

  test.for([
    ['redis://:wrong@HOST', 'refuses the user or the password'],
    ['redis://nobody:right@HOST', 'refuses the user or the password'],
    ['redis://HOST', 'wants a password'],
    ['redis://little:word@HOST', 'may not do what the queues need'],
    ['redis://:right@HOST/99', 'does not have the database'],
    ['rediss://:right@HOST', 'speaks without TLS'],
    ['redis+cluster://:right@HOST', 'cluster support is off'],
    ['redis://no-such-host.invalid', 'no machine named no-such-host.invalid'],
    ['rediss://:right@HOST?ca=/no/such/file', 'cannot be read'],
    ['redis://nonsense@', 'cannot be read'],
  ] as const)('%s', async ([url, reason]) => {
    const lines = await found(url.replace('HOST', `127.0.0.1:${good.port}`));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^error /);
    expect(lines[0]).toContain(reason);
    expect(lines[0]).not.toMatch(/:wrong|:right/);
  });

  test('a port where nothing listens', async () => {
    const port = await freePort();
    expect(await found(`redis://127.0.0.1:${port}`)).toEqual([
      expect.stringContaining(`error Redis at 127.0.0.1:${port}: Nothing listens there`),
    ]);
  });

  test('settings that lose jobs, and how to set them', async () => {
    await using careless = await startRedis({ maxmemoryPolicy: 'allkeys-lru', appendonly: false });
    const [eviction, persistence] = await found(careless.url);
    expect(eviction).toMatch(/^error .*allkeys-lru.*CONFIG SET maxmemory-policy noeviction/);
    expect(persistence).toMatch(/^warning .*keeps nothing on disk.*CONFIG SET appendonly yes/);
    await careless.say('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    await careless.say('ACL', 'SETUSER', 'plain', 'on', '>word', '~*', '+@all', '-config');
    expect(await found(`redis://plain:word@127.0.0.1:${careless.port}`)).toEqual([
      expect.stringMatching(/^warning .*could not be checked: the user may not run CONFIG GET/),
    ]);
  });

  test('without the right to ask for settings, what INFO says is enough where jobs are kept', async () => {
    expect(await found(`redis://plain:word@127.0.0.1:${good.port}`)).toEqual([expect.stringMatching(/^ok /)]);
  });

  test('a clock away from ours', async () => {
    expect(await found(good.url, () => Date.now() + 5000)).toEqual([
      expect.stringMatching(/^warning .*5\.0 s behind this machine's/),
    ]);
  });

  test('TLS only, an authority that is not known, and one that is', async () => {
    await using secret = await startRedis({ tls: true });
    const host = `127.0.0.1:${secret.port}`;
    expect(await found(`redis://${host}`)).toEqual([expect.stringContaining('speaks TLS only')]);
    expect(await found(`rediss://${host}`)).toEqual([expect.stringContaining('?ca=/path/to/ca.pem')]);
    expect(await found(secret.url)).toEqual([expect.stringMatching(/^ok /)]);
  });

  test('each node of a Cluster; one that is taken for a single server', async () => {
    await using cluster = await startRedisCluster(1);
    expect(await found(cluster.url)).toEqual([expect.stringMatching(/^ok /)]);
    const port = await freePort();
    expect(await found(`${cluster.url},127.0.0.1:${port}`)).toEqual([
      expect.stringMatching(/^ok /),
      expect.stringContaining('Nothing listens'),
    ]);
    expect(await found(cluster.url.replace('+cluster', ''))).toEqual([
      expect.stringContaining('Write redis+cluster://'),
    ]);
  });

  test('the primary behind Sentinels, one of which is away; a replica taken for a primary; a wrong name', async () => {
    await using sentinel = await startRedisSentinel();
    const port = await freePort();
    expect(await found(sentinel.url.replace('/belay', `,127.0.0.1:${port}/belay`))).toEqual([
      expect.stringMatching(/^ok Sentinel/),
      expect.stringMatching(/^warning Sentinel .*Nothing listens/),
      expect.stringMatching(new RegExp(`^ok Redis at 127.0.0.1:${sentinel.primary.port}`)),
    ]);
    expect(await found(sentinel.replica.url)).toEqual([expect.stringMatching(/^error .*read-only replica/)]);
    expect(await found(sentinel.url.replace('/belay', '/other'))).toEqual([
      expect.stringMatching(/^error Sentinel .*no primary named other/),
    ]);
  });
});
