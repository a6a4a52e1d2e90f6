import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { haproxyInstalled, startHaproxy } from '../../../demo/servers/haproxy.ts';
import { openProcesses } from '../../../src/adapters/traffic/haproxy/process.ts';
import { createHaproxyRouter } from '../../../src/adapters/traffic/haproxy-router.ts';
import { Failure } from '../../../src/core/failure.ts';
import { Target } from '../../../src/core/rollout/plan.ts';
import { countVersions, createClient } from '../../contract/clients.ts';
import { startVersion } from '../../contract/version-server.ts';
import { type HaproxyRig, keepAsking, openRig } from './haproxy-rig.ts';
import { contractRouting, partsOf, routerFor } from './open-haproxy.ts';

describe.skipIf(!haproxyInstalled())('a HAProxy that is not as belay.yml has it', () => {
  let rig: HaproxyRig;
  let fence = 1000;
  beforeAll(async () => {
    rig = await openRig();
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  async function refusalOf(order: Promise<void>): Promise<string> {
    const failure = await order.then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toHaveProperty('code', 'router-refused');
    return (failure as Failure).message;
  }

  function splitTo(canary: Target, over: Partial<typeof contractRouting> = {}): Promise<void> {
    fence += 1;
    const wanted = { kind: 'split', stable: rig.v1.target, canary, weight: 50 } as const;
    return rig.router.apply({ ...contractRouting, ...over }, wanted, fence);
  }

  function stable(): Promise<void> {
    fence += 1;
    return rig.router.apply(contractRouting, { kind: 'stable', stable: rig.v1.target }, fence);
  }

  test('names the backends it knows when the route is none of them', async () => {
    const sentence = await refusalOf(splitTo(rig.v2.target, { route: 'shopp' }));
    expect(sentence).toMatch(/no backend `shopp`.*`shop`.*backend shopp/s);
  });

  test('names the servers it knows, and the line to add, for a version that is none of them', async () => {
    const v3 = Target.parse({ version: 'v3', url: 'http://127.0.0.1:9' });
    const sentence = await refusalOf(splitTo(v3));
    expect(sentence).toMatch(/`v1` \(127\.0\.0\.1:\d+\).*`server v3 127\.0\.0\.1:9 weight 0`/s);
    expect(await countVersions(rig.client, rig.server.url, 20)).toEqual({ v1: 20 });
  });

  test('refuses a split whose header or segments its lines do not have', async () => {
    const sentence = await refusalOf(splitTo(rig.v2.target, { header: 'x-other' }));
    expect(sentence).toMatch(/not those of this belay\.yml.*npx belay config haproxy/s);
    await splitTo(rig.v2.target, { header: null, segments: [] });
  });

  test('finds a version by its address when its name cannot be a server’s', async () => {
    const image = Target.parse({ version: 'registry/shop@sha256:ab', url: rig.v2.target.url });
    await splitTo(image, { sticky: null });
    await countVersions(rig.client, rig.server.url, 200);
    const seen = await rig.router.observe(contractRouting, image, 60_000);
    expect(seen).toMatchObject({ weight: 50, requests: 200 });
    expect(Math.abs((seen.observed ?? 0) - 50)).toBeLessThanOrEqual(1);
    const pinned = { 'x-canary-version': 'registry/shop@sha256:ab' };
    expect((await rig.client.get(rig.server.url, pinned)).version).toBe('v2');
  });

  test('sends a server that serves nobody to where its version is now', async () => {
    await stable();
    await using moved = await startVersion('v2');
    await splitTo(moved.target);
    const headers = { 'x-canary-version': 'v2', 'x-mark': 'here' };
    await rig.client.get(rig.server.url, headers);
    await countVersions(rig.client, rig.server.url, 20);
    expect(moved.marks).toContain('here');
    expect(moved.marks.length).toBeGreaterThan(5);
    const serving = await refusalOf(splitTo(rig.v2.target));
    expect(serving).toMatch(/`shop\/v2`.*serves requests now/s);
    await stable();
    await splitTo(rig.v2.target);
    expect((await rig.client.get(rig.server.url, { 'x-canary-version': 'v2' })).status).toBe(200);
  });

  test('finds what somebody else set, says it, and sets it again', async () => {
    await splitTo(rig.v2.target);
    for (const change of [
      'set server shop/v2 state maint',
      'set server shop/v2 weight 7',
      'set server shop/v1 weight 0',
      `set map ${rig.server.mapFile} shop/segment/internal/7573 0`,
      `set map ${rig.server.mapFile} shop/split 99999999999999|1|a|b|c|d|e|f|0|0`,
      `del map ${rig.server.mapFile} shop/split`,
    ]) {
      await using behind = await openProcesses(rig.server.socket);
      expect(await behind.processes[0]?.ask(change)).toBe('');
      const reading = await rig.router.read(contractRouting);
      expect([change, reading.wanted]).toEqual([change, null]);
      expect(reading.returned).toMatch(/shop\/|segments of shop/);
      await splitTo(rig.v2.target);
      expect((await rig.router.read(contractRouting)).wanted).toMatchObject({ weight: 50 });
    }
  });

  test('the lines to undo by hand do so, and reading says that somebody did', async () => {
    await splitTo(rig.v2.target);
    await rig.router.read(contractRouting);
    const lines = rig.router.undoByHand(contractRouting, rig.v1.target);
    expect(lines).toHaveLength(1);
    const socat = `socat() { "$NODE" -e 'const s = require("net").connect(process.argv[1]); process.stdin.pipe(s); s.pipe(process.stdout)' "$2"; }`;
    const shell = promisify(execFile);
    await shell('sh', ['-c', `${socat}\n${lines[0]}`], { env: { NODE: process.execPath } });
    expect(await countVersions(rig.client, rig.server.url, 50)).toEqual({ v1: 50 });
    expect((await rig.client.get(rig.server.url, { 'x-team': 'us' })).version).toBe('v1');
    expect(await rig.router.read(contractRouting)).toMatchObject({
      wanted: { kind: 'stable', stable: rig.v1.target },
      returned: 'somebody sent all traffic to stable by hand at HAProxy',
    });
  });

  test('says what is wrong with a socket', async () => {
    const deaf = createHaproxyRouter({
      sockets: ['/nowhere/admin.sock'],
      exporters: [],
      mapFile: null,
      clock: Date.now,
    });
    await expect(deaf.read(contractRouting)).rejects.toMatchObject({
      code: 'router-unreachable',
      message: expect.stringMatching(/\/nowhere\/admin\.sock.*no such socket/),
    });
  });
});

describe.skipIf(!haproxyInstalled())('other HAProxies', () => {
  test('one whose socket has no level admin is given no split, goes to stable, and says what to add', async () => {
    await using v1 = await startVersion('v1');
    await using v2 = await startVersion('v2');
    const parts = (mapFile: string) => partsOf(mapFile, [v1.target, v2.target], v1.target);
    await using server = await startHaproxy((mapFile) => ({ ...parts(mapFile), level: 'operator' }));
    await using router = routerFor(server);
    const refusal = { code: 'router-refused', message: expect.stringMatching(/level admin/) };
    const split = { kind: 'split', stable: v1.target, canary: v2.target, weight: 50 } as const;
    await expect(router.apply(contractRouting, split, 1)).rejects.toMatchObject(refusal);
    expect((await router.read(contractRouting)).fence).toBe(0);
    const stable = { kind: 'stable', stable: v2.target } as const;
    await expect(router.apply(contractRouting, stable, 2)).rejects.toMatchObject(refusal);
    const client = createClient(1);
    expect(await countVersions(client, server.url, 20)).toEqual({ v2: 20 });
    await client.close();
  });

  test.each([
    ['its own socket', 3_600_000],
    ['its own socket', -3_600_000],
    ['the master', 3_600_000],
  ])('one whose clock is far off keeps a lease by it: %s, %d ms', async (socket, off) => {
    await using rig = await openRig({
      clock: () => Date.now() + off,
      socket: (server) => (socket === 'the master' ? server.master : server.socket),
    });
    await rig.split(100, { sticky: null });
    expect(await countVersions(rig.client, rig.server.url, 120)).toEqual({ v2: 120 });
    expect((await rig.router.read(rig.routing)).wanted).toMatchObject({ weight: 100 });
    const seen = await rig.router.observe(rig.routing, rig.v2.target, 60_000);
    expect(seen).toEqual({ weight: 100, observed: 100, requests: 120 });
    await rig.split(100, { sticky: null, lease: 100 });
    await wait(150);
    expect(await countVersions(rig.client, rig.server.url, 10)).toEqual({ v1: 10 });
    expect((await rig.router.read(rig.routing)).returned).toMatch(/renewed/);
  });

  test('clients that HAProxy itself keeps by a cookie leave canary as well', async () => {
    await using v1 = await startVersion('v1');
    await using v2 = await startVersion('v2');
    await using server = await startHaproxy((mapFile) => {
      const parts = partsOf(mapFile, [v1.target, v2.target], v1.target);
      const lines = parts.lines.map((line) =>
        line.startsWith('server ') ? `${line} cookie ${line.split(' ')[1]}` : line,
      );
      return { ...parts, lines: ['cookie SRV insert indirect nocache', ...lines] };
    });
    await using router = routerFor(server);
    await router.apply(
      contractRouting,
      { kind: 'split', stable: v1.target, canary: v2.target, weight: 50 },
      1,
    );
    const visitor = keepAsking(createClient(1), server.url, { cookie: 'SRV=v2; belay=000000' });
    await vi.waitFor(() => expect(v2.marks.length).toBeGreaterThan(20), { timeout: 10_000 });
    await router.apply(contractRouting, { kind: 'stable', stable: v1.target }, 2);
    const before = v2.marks.length;
    const bound = createClient(1);
    for (let round = 0; round < 50; round += 1) {
      expect((await bound.get(server.url, { cookie: 'SRV=v2; belay=000000' })).version).toBe('v1');
    }
    await visitor.end();
    expect(v2.marks.length - before).toBeLessThanOrEqual(1);
    // Without a stable server HAProxy looks at its own cookie: canary is in maintenance, so nobody answers.
    await using behind = await openProcesses(server.socket);
    await behind.processes[0]?.ask('set server shop/v1 state maint');
    const answer = await bound.get(server.url, { cookie: 'SRV=v2' });
    expect([answer.status, answer.version]).toEqual([503, null]);
    await bound.close();
  });
});
