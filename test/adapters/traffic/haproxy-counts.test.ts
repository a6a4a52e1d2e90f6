import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { haproxyInstalled } from '../../../demo/servers/haproxy.ts';
import { type HaproxyRig, openRig } from './haproxy-rig.ts';

const path = (url: string, where: string) => `${url}${where}`;

describe.skipIf(!haproxyInstalled())('what HAProxy counted', () => {
  let rig: HaproxyRig;
  beforeAll(async () => {
    rig = await openRig({ lines: ['timeout server 300ms'] });
    await rig.split(100, { sticky: null });
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  async function measured(): Promise<Record<string, unknown>> {
    const names = ['requests', 'error-rate', 'success-rate', '4xx-rate', '5xx-rate', 'p95'];
    const series = names.map((name) => ({ metric: name, series: name, window: 60_000 }));
    const sides = { canary: rig.v2.target, stable: rig.v1.target };
    const found = await rig.router.measure(rig.routing, sides, series);
    return Object.fromEntries(
      found.map(({ metric, canary }) => [
        metric,
        canary.kind === 'value' ? canary.value : `${canary.reason}: ${canary.sentence}`,
      ]),
    );
  }

  test('each request is counted once, and an error is an error however the version failed', async () => {
    const statuses: number[] = [];
    for (const where of ['/', '/', '/', '/', '/', '/status/404', '/status/503', '/hang']) {
      statuses.push((await rig.client.get(path(rig.server.url, where))).status);
    }
    await rig.client.get(path(rig.server.url, '/break')).catch(() => null);
    await rig.v2[Symbol.asyncDispose]();
    statuses.push((await rig.client.get(rig.server.url)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404, 503, 504, 503]);
    expect(await measured()).toEqual({
      requests: 10,
      'error-rate': 0.4,
      'success-rate': 0.6,
      '4xx-rate': 0.1,
      '5xx-rate': 0.1,
      p95: expect.stringMatching(/^empty: .*how long.*Prometheus/),
    });
  });

  test('a client that leaves before the answer is no error of the version', async () => {
    const before = await measured();
    const leaving = fetch(path(rig.server.url, '/hang'), {
      headers: { 'x-canary-version': 'v1' },
      signal: AbortSignal.timeout(100),
    });
    await expect(leaving).rejects.toThrow();
    expect(await measured()).toEqual(before);
  });
});
