import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HaproxyServer, haproxyInstalled } from '../../../demo/servers/haproxy.ts';
import { createHaproxyRouter } from '../../../src/adapters/traffic/haproxy-router.ts';
import type { Wanted } from '../../../src/core/rollout/wanted.ts';
import { type Client, countVersions, createClient } from '../../contract/clients.ts';
import { startVersion, type VersionServer } from '../../contract/version-server.ts';
import { contractRouting, openHaproxy, routerFor } from './open-haproxy.ts';

describe.skipIf(!haproxyInstalled())('several HAProxies of one router', () => {
  let v1: VersionServer;
  let v2: VersionServer;
  let servers: readonly HaproxyServer[];
  let client: Client;
  let router: ReturnType<typeof createHaproxyRouter>;
  let fence = 0;

  beforeAll(async () => {
    [v1, v2] = await Promise.all([startVersion('v1'), startVersion('v2')]);
    servers = await Promise.all([1, 2].map(() => openHaproxy([v1.target, v2.target], v1.target)));
    router = createHaproxyRouter({
      sockets: servers.map(({ socket }) => socket),
      exporters: servers.map(({ exporter }) => exporter),
      mapFile: null,
      clock: Date.now,
    });
    client = createClient(20);
  });

  afterAll(async () => {
    await router[Symbol.asyncDispose]();
    await client.close();
    for (const one of [...servers, v1, v2]) await one[Symbol.asyncDispose]();
  });

  function apply(wanted: Wanted): Promise<void> {
    fence += 1;
    return router.apply(contractRouting, wanted, fence);
  }
  const split = (weight: number): Wanted => ({
    kind: 'split',
    stable: v1.target,
    canary: v2.target,
    weight,
  });
  const stable = (): Wanted => ({ kind: 'stable', stable: v1.target });
  const urls = () => servers.map(({ url }) => url);

  test('all take the order, and their counts are summed', async () => {
    await apply(split(25));
    for (const url of urls()) expect(await countVersions(client, url, 200)).toEqual({ v1: 150, v2: 50 });
    const seen = await router.observe(contractRouting, v2.target, 60_000);
    expect(seen).toEqual({ weight: 25, observed: 25, requests: 400 });
  });

  test('when they do something different, reading says so and names them', async () => {
    await apply(split(25));
    const other = routerFor(servers[1] as HaproxyServer);
    await other.apply(contractRouting, split(75), fence);
    const { wanted, returned } = await router.read(contractRouting);
    expect(wanted).toBeNull();
    for (const { socket } of servers) expect(returned).toContain(socket);
    await apply(split(25));
    expect((await router.read(contractRouting)).wanted).toEqual(split(25));
    await other[Symbol.asyncDispose]();
  });

  test('when one is gone, the others go to stable all the same and it is named', async () => {
    await apply(split(100));
    const [gone, left] = servers as [HaproxyServer, HaproxyServer];
    await gone.stop();
    expect(await router.read(contractRouting)).toMatchObject({
      wanted: null,
      returned: expect.stringContaining(gone.socket),
    });
    await expect(apply(stable())).rejects.toMatchObject({
      code: 'router-unreachable',
      message: expect.stringContaining(gone.socket),
    });
    expect(await countVersions(client, left.url, 50)).toEqual({ v1: 50 });
    await gone.start();
    await apply(stable());
    expect((await router.read(contractRouting)).wanted).toEqual(stable());
  });

  test('an exporter that is gone leaves shares unknown and metrics without data, and orders go on', async () => {
    await using own = createHaproxyRouter({
      sockets: servers.map(({ socket }) => socket),
      exporters: [...servers.map(({ exporter }) => exporter), 'http://127.0.0.1:1/metrics'],
      mapFile: null,
      clock: Date.now,
    });
    fence += 1;
    await own.apply(contractRouting, split(50), fence);
    expect(await own.observe(contractRouting, v2.target, 60_000)).toEqual({
      weight: 50,
      observed: null,
      requests: 0,
    });
    const sides = { canary: v2.target, stable: v1.target };
    const series = [{ metric: 'errors', series: 'error-rate', window: 60_000 }];
    expect(await own.measure(contractRouting, sides, series)).toMatchObject([
      {
        canary: {
          kind: 'none',
          reason: 'source-failed',
          sentence: expect.stringContaining('127.0.0.1:1/metrics'),
        },
      },
    ]);
  });
});
