import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { haproxyInstalled } from '../../../demo/servers/haproxy.ts';
import { openProcesses } from '../../../src/adapters/traffic/haproxy/process.ts';
import type { Wanted } from '../../../src/core/rollout/wanted.ts';
import { type GatedSocket, openGatedSocket } from './gated-socket.ts';
import { type HaproxyRig, openRig } from './haproxy-rig.ts';
import { contractRouting, routerFor } from './open-haproxy.ts';

/** Whom a split serves by canary, however small its weight: by header, by segment, by bucket. */
const canaryClients = [{ 'x-canary-version': 'v2' }, { 'x-team': 'us' }, { cookie: 'belay=000000' }];

describe.skipIf(!haproxyInstalled())('two workers that order one HAProxy at once', () => {
  let rig: HaproxyRig;
  let sockets: readonly [GatedSocket, GatedSocket];
  let slow: ReturnType<typeof routerFor>;
  let quick: ReturnType<typeof routerFor>;
  let fence = 0;

  beforeAll(async () => {
    rig = await openRig();
    const { socket } = rig.server;
    sockets = [await openGatedSocket(socket, `${socket}.a`), await openGatedSocket(socket, `${socket}.b`)];
    slow = routerFor(rig.server, { sockets: [sockets[0].path] });
    quick = routerFor(rig.server, { sockets: [sockets[1].path] });
  });

  afterAll(async () => {
    for (const one of [slow, quick, ...sockets, rig]) await one[Symbol.asyncDispose]();
  });

  const stable = (): Wanted => ({ kind: 'stable', stable: rig.v1.target });
  const promoted = (): Wanted => ({ kind: 'stable', stable: rig.v2.target });
  const split = (weight = 50): Wanted => ({
    kind: 'split',
    stable: rig.v1.target,
    canary: rig.v2.target,
    weight,
  });

  async function versionsSeen(): Promise<readonly (string | null)[]> {
    const asked = canaryClients.map((headers) => rig.client.get(rig.server.url, headers));
    return [...new Set((await Promise.all(asked)).map(({ version }) => version))];
  }

  /** How many commands an order of this kind takes when nobody interferes, the canary being in maintenance. */
  async function lengthOf(wanted: Wanted): Promise<number> {
    await startFrom(stable());
    let commands = 0;
    sockets[0].watch(async () => {
      commands += 1;
    });
    await slow.apply(contractRouting, wanted, fence + 1);
    return commands;
  }

  async function startFrom(wanted: Wanted): Promise<void> {
    fence += 10;
    for (const socket of sockets) socket.watch(async () => undefined);
    await rig.router.apply(contractRouting, wanted, fence);
  }

  /**
   * The slow worker stops before its command `at`; the quick one, of the higher fence, then orders up to its command
   * `upTo`, and goes on when the slow one is done.
   * @param seen called before each command of the slow worker once the quick one's order was accepted
   */
  async function interleave(
    orders: { slow: Wanted; quick: Wanted },
    at: number,
    upTo: number,
    seen: () => Promise<void>,
  ): Promise<{ slow: string; quick: string }> {
    let later: Promise<string> | null = null;
    let accepted = false;
    const passed = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    sockets[1].watch(async (number) => {
      if (number !== upTo) return;
      passed.resolve();
      await done.promise;
    });
    sockets[0].watch(async (number) => {
      if (accepted) await seen();
      if (number !== at) return;
      later = said(quick.apply(contractRouting, orders.quick, fence + 2)).then((how) => {
        accepted = how === 'accepted';
        passed.resolve();
        return how;
      });
      await passed.promise;
    });
    const first = await said(slow.apply(contractRouting, orders.slow, fence + 1));
    done.resolve();
    return { slow: first, quick: (await later) ?? 'not given' };
  }

  function said(order: Promise<void>): Promise<string> {
    return order.then(
      () => 'accepted',
      (error: { code?: string; message: string }) => error.code ?? error.message,
    );
  }

  test.each([
    ['stable', stable, 'v1'],
    ['the canary as stable', promoted, 'v2'],
  ])('no step of a slow split opens what a newer order to %s has closed', async (_, newer, version) => {
    const steps = await lengthOf(split());
    expect(steps).toBeGreaterThan(8);
    for (let at = 0; at < steps; at += 1) {
      await startFrom(stable());
      const between: unknown[] = [];
      const outcome = await interleave(
        { slow: split(), quick: newer() },
        at,
        Number.POSITIVE_INFINITY,
        async () => {
          between.push(...(await versionsSeen()));
        },
      );
      expect([at, outcome]).toEqual([at, { slow: 'router-refused', quick: 'accepted' }]);
      expect([at, [...new Set(between)].filter((seen) => seen !== version)]).toEqual([at, []]);
      expect([at, await versionsSeen()]).toEqual([at, [version]]);
      const reading = await quick.read(contractRouting);
      expect([at, reading.fence]).toEqual([at, fence + 2]);
      expect([null, 'stable']).toContain(reading.wanted?.kind ?? null);
    }
  });

  test('nor when both stop within their orders, whichever goes on first', async () => {
    const [mine, theirs] = [await lengthOf(split()), await lengthOf(stable())];
    for (let at = 0; at < mine; at += 1) {
      for (let upTo = 0; upTo < theirs; upTo += 1) {
        await startFrom(stable());
        const outcome = await interleave({ slow: split(), quick: stable() }, at, upTo, async () => undefined);
        const where = `slow stops at ${at}, quick at ${upTo}`;
        expect([where, outcome.quick]).toEqual([where, 'accepted']);
        expect([where, await versionsSeen()]).toEqual([where, ['v1']]);
        expect([where, await quick.read(contractRouting)]).toEqual([
          where,
          { wanted: stable(), fence: fence + 2, returned: null },
        ]);
      }
    }
  });

  test('a slow split that stood no longer gives a newer split its value back', async () => {
    const steps = await lengthOf(split(100));
    for (let at = 0; at < steps; at += 1) {
      await startFrom(stable());
      const outcome = await interleave(
        { slow: split(100), quick: split(0) },
        at,
        Number.POSITIVE_INFINITY,
        async () => undefined,
      );
      expect([at, outcome]).toEqual([at, { slow: 'router-refused', quick: 'accepted' }]);
      const open = { cookie: 'belay=000000' };
      expect([at, (await rig.client.get(rig.server.url, open)).version]).toEqual([at, 'v1']);
    }
  });

  test('HAProxy itself follows no split older than the last order to stable, though its server is open', async () => {
    await startFrom(split());
    await using behind = await openProcesses(rig.server.socket);
    const [haproxy] = behind.processes;
    const [, stale] =
      /shop\/split (\S+)/.exec((await haproxy?.ask(`show map ${rig.server.mapFile}`)) ?? '') ?? [];
    for (const [wanted, version] of [
      [stable(), 'v1'],
      [promoted(), 'v2'],
    ] as const) {
      await startFrom(wanted);
      for (const command of [
        `set map ${rig.server.mapFile} shop/split ${stale}`,
        'set server shop/v1 state ready',
        'set server shop/v2 state ready',
        'set server shop/v2-pinned state ready',
      ]) {
        expect(await haproxy?.ask(command)).toBe('');
        expect(await versionsSeen()).toEqual([version]);
      }
    }
  });
});
