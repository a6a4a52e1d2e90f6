import { describe, expect, test, vi } from 'vitest';
import { haproxyInstalled } from '../../../demo/servers/haproxy.ts';
import { createHaproxyRouter } from '../../../src/adapters/traffic/haproxy-router.ts';
import { countVersions } from '../../contract/clients.ts';
import { type HaproxyRig, openRig } from './haproxy-rig.ts';
import { openHaproxy } from './open-haproxy.ts';

type HaproxyRouter = HaproxyRig['router'];

async function totalsOf(rig: HaproxyRig, series: string, router: HaproxyRouter = rig.router) {
  const sides = { canary: rig.v2.target, stable: rig.v1.target };
  const [one] = await router.totals(rig.routing, sides, [{ metric: 'm', series }]);
  return one;
}

const events = (requests: number, bad: number) => ({ kind: 'events', requests, bad });

describe.skipIf(!haproxyInstalled())('counters of HAProxy', () => {
  test('what is bad of the requests is what the rates count', async () => {
    await using rig = await openRig({ lines: ['timeout server 300ms'] });
    await rig.split(100, { sticky: null });
    for (const path of ['', '', '', '', '', 'status/404', 'status/503', 'hang']) {
      await rig.client.get(new URL(path, rig.server.url).href);
    }
    await rig.client.get(new URL('break', rig.server.url).href).catch(() => null);
    const bad = { 'error-rate': 3, 'success-rate': 3, '4xx-rate': 1, '5xx-rate': 1 };
    for (const [series, expected] of Object.entries(bad)) {
      expect(await totalsOf(rig, series)).toEqual({
        metric: 'm',
        canary: { kind: 'totals', instances: { all: events(9, expected) } },
        stable: { kind: 'totals', instances: { all: events(0, 0) } },
      });
    }
  });

  test('says that it has no latencies and who may', async () => {
    await using rig = await openRig();
    const none = { kind: 'none', reason: 'empty', sentence: expect.stringContaining('ask Prometheus for m') };
    expect(await totalsOf(rig, 'p95')).toEqual({ metric: 'm', canary: none, stable: none });
  });

  test('another worker reads the same, and HAProxy begins at zero when it starts anew', async () => {
    await using rig = await openRig();
    await rig.split(50, { sticky: null });
    await countVersions(rig.client, rig.server.url, 100);
    await using other = createHaproxyRouter({
      sockets: [rig.server.socket],
      exporters: [rig.server.exporter],
      mapFile: null,
      clock: Date.now,
    });
    const half = { kind: 'totals', instances: { all: events(50, 0) } };
    expect(await totalsOf(rig, 'error-rate', other)).toEqual({ metric: 'm', canary: half, stable: half });
    expect(await totalsOf(rig, 'error-rate')).toEqual({ metric: 'm', canary: half, stable: half });
    await rig.server.stop();
    await expect(totalsOf(rig, 'error-rate')).rejects.toMatchObject({ code: 'metrics-unreachable' });
    await rig.server.start();
    await countVersions(rig.client, rig.server.url, 30);
    expect(await totalsOf(rig, 'error-rate')).toEqual({
      metric: 'm',
      canary: { kind: 'totals', instances: { all: events(0, 0) } },
      stable: { kind: 'totals', instances: { all: events(30, 0) } },
    });
  });

  test('several exporters are several instances, and none is known while one is away', async () => {
    await using rig = await openRig();
    await using second = await openHaproxy([rig.v1.target, rig.v2.target], rig.v1.target, rig.routing);
    const parts = { sockets: [rig.server.socket, second.socket], mapFile: null, clock: Date.now };
    await using both = createHaproxyRouter({ ...parts, exporters: [rig.server.exporter, second.exporter] });
    await countVersions(rig.client, rig.server.url, 20);
    await countVersions(rig.client, second.url, 30);
    expect((await totalsOf(rig, 'error-rate', both))?.stable).toEqual({
      kind: 'totals',
      instances: { [rig.server.exporter]: events(20, 0), [second.exporter]: events(30, 0) },
    });
    await second.stop();
    await expect(totalsOf(rig, 'error-rate', both)).rejects.toMatchObject({
      message: expect.stringContaining(second.exporter),
    });
    await second.start();
  });

  test('looks that come together are one, so that none overtakes another', async () => {
    await using rig = await openRig();
    await countVersions(rig.client, rig.server.url, 10);
    const asked = vi.spyOn(globalThis, 'fetch');
    const sides = { canary: rig.v2.target, stable: rig.v1.target };
    const series = [{ metric: 'm', series: 'error-rate', window: 60_000 }];
    await Promise.all([
      rig.router.measure(rig.routing, sides, series),
      rig.router.totals(rig.routing, sides, series),
      rig.router.totals(rig.routing, sides, series),
    ]);
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });
});
