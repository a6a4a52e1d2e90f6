import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { haproxyInstalled, startHaproxy } from '../../../demo/servers/haproxy.ts';
import { type ExaminedHaproxy, examineHaproxy } from '../../../src/adapters/traffic/haproxy/examine.ts';
import { Target } from '../../../src/core/rollout/plan.ts';
import type { Finding } from '../../../src/ports/examine.ts';
import { type HaproxyRig, openRig } from './haproxy-rig.ts';
import { contractRouting, partsOf } from './open-haproxy.ts';

describe.skipIf(!haproxyInstalled())('an examination of HAProxy', () => {
  let rig: HaproxyRig;
  beforeAll(async () => {
    rig = await openRig();
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  function examined(over: Partial<ExaminedHaproxy> = {}): ExaminedHaproxy {
    const versions = [rig.v1.target, rig.v2.target];
    return {
      name: 'edge',
      sockets: [rig.server.socket],
      exporters: [rig.server.exporter],
      mapFile: null,
      served: [{ routing: contractRouting, versions, stable: rig.v1.target }],
      clock: Date.now,
      ...over,
    };
  }

  async function wrong(over: Partial<ExaminedHaproxy>): Promise<Finding> {
    const found = (await examineHaproxy(examined(over))).filter(({ state }) => state !== 'ok');
    expect(found).toHaveLength(1);
    return found[0] as Finding;
  }

  test('is content with one that is wired, at its own socket and at its master', async () => {
    for (const socket of [rig.server.socket, rig.server.master]) {
      const found = await examineHaproxy(examined({ sockets: [socket], mapFile: rig.server.mapFile }));
      expect(found.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    }
  });

  test.each([
    ['/nowhere/admin.sock', /no such socket/],
    ['127.0.0.1:1', /nobody listens/],
  ])('says what is wrong with socket %s', async (socket, sentence) => {
    expect((await wrong({ sockets: [socket] })).sentence).toMatch(sentence);
  });

  test('a server that is no HAProxy is not taken for one', async () => {
    await using web = await listening('<html>hello</html>');
    const at = { sockets: [`127.0.0.1:${web.port}`] };
    expect((await wrong(at)).sentence).toMatch(/cannot be used|not a HAProxy/);
    const exporter = { exporters: [`http://127.0.0.1:${web.port}/metrics`] };
    expect((await wrong(exporter)).sentence).toMatch(/not HAProxy’s exporter/);
  });

  test.each([
    ['http://127.0.0.1:1/metrics', /does not answer/],
    ['nothing', /status 503/],
  ])('says what is wrong with exporter %s', async (exporter, sentence) => {
    const url = exporter === 'nothing' ? rig.server.exporter.replace('/metrics', '/nothing') : exporter;
    expect((await wrong({ exporters: [url] })).sentence).toMatch(sentence);
  });

  test('says which backend, servers and lines are missing, each with the line to add', async () => {
    const served = (over: object, versions = [rig.v1.target, rig.v2.target]) => ({
      served: [{ routing: { ...contractRouting, ...over }, versions, stable: rig.v1.target }],
    });
    const v3 = Target.parse({ version: 'v3', url: 'http://127.0.0.1:9' });
    expect((await wrong({ ...served({}, [rig.v1.target, v3]) })).sentence).toMatch(
      /`server v3 127\.0\.0\.1:9 weight 0`/,
    );
    expect((await wrong({ ...served({ header: 'x-other' }) })).sentence).toMatch(/not those of this belay/);
    const lost = await examineHaproxy(examined(served({ route: 'shopp' })));
    expect(lost.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/no backend `shopp` \(it knows `shop`\)/),
      expect.stringMatching(/counts nothing of shopp/),
    ]);
  });

  test('warns of a clock that is far off, and of a map file that cannot be written', async () => {
    const off = await wrong({ clock: () => Date.now() + 90_000 });
    expect(off).toMatchObject({ state: 'warning', sentence: expect.stringMatching(/1m 30s|1m 29s/) });
    const file = await wrong({ mapFile: '/nowhere/belay.map' });
    expect(file).toMatchObject({ state: 'warning', sentence: expect.stringMatching(/cannot write/) });
  });

  test('says that a socket lacks level admin, and that lines are missing altogether', async () => {
    const { v1, v2 } = rig;
    await using bare = await startHaproxy((mapFile) => {
      const parts = partsOf(mapFile, [v1.target, v2.target], v1.target);
      const lines = parts.lines.filter((line) => line.startsWith('server '));
      return { ...parts, lines, sections: [] };
    });
    const found = await examineHaproxy(examined({ sockets: [bare.socket] }));
    expect(found.filter(({ state }) => state === 'error').map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/lacks the lines of Belay/),
      expect.stringMatching(/no entries for shop/),
    ]);
    await using low = await startHaproxy((mapFile) => ({
      ...partsOf(mapFile, [v1.target, v2.target], v1.target),
      level: 'user',
    }));
    expect((await wrong({ sockets: [low.socket] })).sentence).toMatch(/level user.*level admin/);
  });
});

async function listening(text: string): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((_, response) => response.end(text));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
