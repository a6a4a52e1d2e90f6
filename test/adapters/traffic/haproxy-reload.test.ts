import { describe, expect, test, vi } from 'vitest';
import { haproxyInstalled } from '../../../demo/servers/haproxy.ts';
import { countVersions, createClient } from '../../contract/clients.ts';
import { keepAsking, openRig } from './haproxy-rig.ts';

const loaded = { timeout: 15_000 };

describe.skipIf(!haproxyInstalled())('a reload of HAProxy', () => {
  test('under load returns everybody to stable, loses no request, and the next order splits again', async () => {
    await using rig = await openRig();
    await rig.split(50);
    const visitors = [{}, { 'x-canary-version': 'v2' }].map((headers) =>
      keepAsking(createClient(4), rig.server.url, headers),
    );
    await vi.waitFor(() => expect(rig.v2.marks.length).toBeGreaterThan(50), loaded);
    await rig.server.reload();
    const fresh = createClient(1);
    expect((await fresh.get(rig.server.url, { 'x-canary-version': 'v2' })).version).toBe('v1');
    expect(await countVersions(fresh, rig.server.url, 200)).toEqual({ v1: 200 });
    expect(await rig.router.read(rig.routing)).toEqual({
      wanted: { kind: 'stable', stable: rig.v1.target },
      fence: 0,
      returned: expect.stringContaining('started anew'),
    });
    await rig.split(50);
    expect((await rig.router.read(rig.routing)).wanted).toMatchObject({ weight: 50 });
    expect((await fresh.get(rig.server.url, { 'x-canary-version': 'v2' })).version).toBe('v2');
    for (const visitor of visitors) expect(await visitor.end()).not.toContain('error');
    await fresh.close();
  });

  test('goes on with the split when Belay may write the map file', async () => {
    await using rig = await openRig({ mapFile: true });
    await rig.split(100);
    await rig.server.reload();
    expect(await countVersions(rig.client, rig.server.url, 100)).toEqual({ v2: 100 });
    await rig.split(100);
    expect(await rig.router.read(rig.routing)).toMatchObject({
      wanted: { kind: 'split', weight: 100 },
      returned: null,
    });
  });

  test('keeps to the lease that was written, so that nobody comes to canary after it', async () => {
    await using rig = await openRig({ mapFile: true });
    await rig.split(100, { lease: 200 });
    await new Promise((resolve) => setTimeout(resolve, 250));
    await rig.server.reload();
    const clients = [{}, { 'x-canary-version': 'v2' }, { 'x-team': 'us' }, { cookie: 'belay=000000' }];
    for (const headers of clients) {
      expect((await rig.client.get(rig.server.url, headers)).version).toBe('v1');
    }
    expect((await rig.router.read(rig.routing)).wanted).toMatchObject({ kind: 'stable' });
  });

  test('keeps everybody on the version that became stable since', async () => {
    await using rig = await openRig({ mapFile: true });
    await rig.stable(rig.v2.target);
    await rig.server.reload();
    expect(await countVersions(rig.client, rig.server.url, 50)).toEqual({ v2: 50 });
    await rig.stable(rig.v2.target);
    expect((await rig.router.read(rig.routing)).wanted).toEqual({ kind: 'stable', stable: rig.v2.target });
  });

  test('a worker of before that still serves somebody is ordered too, through the master', async () => {
    await using rig = await openRig({ socket: ({ master }) => master });
    await rig.split(100);
    const before = createClient(1);
    const ending = before.get(`${rig.server.url}/slow/1500`);
    await vi.waitFor(() => expect(rig.v2.marks.length).toBe(1), loaded);
    await rig.server.reload();
    const undecided = await rig.router.read(rig.routing);
    expect(undecided.wanted).toBeNull();
    expect(undecided.returned).toMatch(/worker \d+\) sends .* and at .*worker \d+\) sends/);
    await rig.stable();
    expect((await rig.router.read(rig.routing)).wanted).toEqual({ kind: 'stable', stable: rig.v1.target });
    expect((await ending).version).toBe('v2');
    await before.close();
  });

  test('a stop and start is found by the next look, and no request of before counts twice', async () => {
    await using rig = await openRig();
    await rig.split(50, { sticky: null });
    await countVersions(rig.client, rig.server.url, 100);
    const requests = async () => {
      const sides = { canary: rig.v2.target, stable: rig.v1.target };
      const series = [{ metric: 'm', series: 'requests', window: 60_000 }];
      const [one] = await rig.router.measure(rig.routing, sides, series);
      return [one?.stable, one?.canary].map((reading) => (reading?.kind === 'value' ? reading.value : 0));
    };
    expect(await requests()).toEqual([50, 50]);
    await rig.server.stop();
    await expect(rig.router.read(rig.routing)).rejects.toMatchObject({ code: 'router-unreachable' });
    await rig.server.start();
    expect(await countVersions(rig.client, rig.server.url, 30)).toEqual({ v1: 30 });
    expect(await requests()).toEqual([80, 50]);
    expect((await rig.router.observe(rig.routing, rig.v2.target, 60_000)).weight).toBe(0);
    await rig.split(50, { sticky: null });
    expect((await rig.router.read(rig.routing)).wanted).toMatchObject({ weight: 50 });
  });
});
