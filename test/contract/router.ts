import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import type { SideTotals } from '../../src/core/judge/totals.ts';
import { Routing, type Target } from '../../src/core/rollout/plan.ts';
import type { Wanted } from '../../src/core/rollout/wanted.ts';
import type { Router, TrafficMetrics } from '../../src/ports/router.ts';
import { type Client, countVersions, createClient } from './clients.ts';
import { startVersion, type VersionServer } from './version-server.ts';

export interface RouterUnderTest extends AsyncDisposable {
  readonly router: Router & TrafficMetrics;
  /** The router's own name for the route. */
  readonly route: string;
  /** Where clients send their requests. */
  readonly url: string;
}

const lease = 60_000;

/** What every router must do, shown with real servers behind it and real clients before it. */
export function routerContract(
  name: string,
  open: (versions: { readonly v1: Target; readonly v2: Target }) => Promise<RouterUnderTest>,
): void {
  describe(`router: ${name}`, () => {
    let under: RouterUnderTest;
    let v1: VersionServer;
    let v2: VersionServer;
    let client: Client;
    let routing: Routing;
    let fence = 0;

    beforeAll(async () => {
      [v1, v2] = await Promise.all([startVersion('v1'), startVersion('v2')]);
      under = await open({ v1: v1.target, v2: v2.target });
      client = createClient(20);
      routing = Routing.parse({
        router: 'under-test',
        route: under.route,
        sticky: { cookie: 'belay', lasts: 3_600_000 },
        header: 'x-canary-version',
        segments: [{ name: 'internal', header: 'x-team', values: ['us'], weight: 100 }],
        lease,
      });
    });

    afterAll(async () => {
      await client.close();
      await under[Symbol.asyncDispose]();
      await v1[Symbol.asyncDispose]();
      await v2[Symbol.asyncDispose]();
    });

    beforeEach(async () => {
      await stable();
      v1.forget();
      v2.forget();
    });

    async function order(wanted: Wanted, over: Partial<Routing> = {}): Promise<void> {
      fence += 1;
      await under.router.apply({ ...routing, ...over }, wanted, fence);
    }

    function stable(): Promise<void> {
      return order({ kind: 'stable', stable: v1.target });
    }

    function split(weight: number, over: Partial<Routing> = {}, canary: Target = v2.target): Promise<void> {
      return order({ kind: 'split', stable: v1.target, canary, weight }, over);
    }

    async function measured(series: string, window = 60_000) {
      const sides = { canary: v2.target, stable: v1.target };
      const [one] = await under.router.measure(routing, sides, [{ metric: 'm', series, window }]);
      return one;
    }

    async function totals(...series: string[]) {
      const sides = { canary: v2.target, stable: v1.target };
      const asked = series.map((one) => ({ metric: `m-${one}`, series: one }));
      return await under.router.totals(routing, sides, asked);
    }

    async function counted(series: string): Promise<{ requests: number; bad: number }[]> {
      const [one] = await totals(series);
      return one === undefined ? [] : [eventsOf(one.canary), eventsOf(one.stable)];
    }

    test.each([1, 5, 25, 50, 100])('weight %i splits 2000 requests within one percent', async (weight) => {
      await split(weight, { sticky: null });
      const counts = await countVersions(client, under.url, 2000);
      expect(Math.abs((counts['v2'] ?? 0) / 20 - weight)).toBeLessThanOrEqual(1);
      expect((counts['v1'] ?? 0) + (counts['v2'] ?? 0)).toBe(2000);
      const traffic = await under.router.observe(routing, v2.target, 60_000);
      expect(traffic.weight).toBe(weight);
      expect(Math.abs((traffic.observed ?? -1) - weight)).toBeLessThanOrEqual(1);
    });

    test('stable is safe: sticky, header-routed, segment and kept-alive clients included', async () => {
      await split(50);
      const kinds: Record<string, string>[] = [{}, { 'x-canary-version': 'v2' }, { 'x-team': 'us' }];
      const stickies = await stickyClients(client, under.url, 'v2', 5);
      for (const cookie of stickies) kinds.push({ cookie }, { cookie, 'x-canary-version': 'v2' });
      const clients = kinds.map((headers) => ({ own: createClient(1), headers }));
      let mark = 'before';
      let ended = false;
      const runs = clients.map(async ({ own, headers }) => {
        while (!ended) await own.get(under.url, { ...headers, 'x-mark': mark });
      });
      const seen = (marks: readonly string[], wanted: string) => marks.filter((one) => one === wanted).length;
      // Enough requests, however long a busy machine takes for them.
      await vi.waitFor(() => expect(seen(v2.marks, 'before')).toBeGreaterThan(50), { timeout: 15_000 });
      await stable();
      mark = 'after';
      await vi.waitFor(() => expect(seen(v1.marks, 'after')).toBeGreaterThan(200), { timeout: 15_000 });
      ended = true;
      await Promise.all(runs);
      await Promise.all(clients.map(({ own }) => own.close()));
      expect(v2.marks.filter((one) => one === 'after')).toEqual([]);
    });

    test('says what it is set to', async () => {
      await split(25);
      expect(await under.router.read(routing)).toMatchObject({
        wanted: { kind: 'split', stable: v1.target, canary: v2.target, weight: 25 },
        fence,
        returned: null,
      });
      await stable();
      expect((await under.router.read(routing)).wanted).toEqual({ kind: 'stable', stable: v1.target });
    });

    test('refuses an order older than the one it has, and keeps what it has', async () => {
      await split(10);
      const old = { kind: 'split', stable: v1.target, canary: v2.target, weight: 90 } as const;
      const refusal = await under.router.apply(routing, old, fence - 1).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(Failure);
      expect(refusal).toMatchObject({ code: 'router-refused', message: expect.stringContaining('fence') });
      expect((await under.router.read(routing)).wanted).toMatchObject({ weight: 10 });
    });

    test('takes the same order again', async () => {
      const wanted = { kind: 'split', stable: v1.target, canary: v2.target, weight: 10 } as const;
      await order(wanted);
      await under.router.apply(routing, wanted, fence);
      expect((await under.router.read(routing)).wanted).toEqual(wanted);
    });

    test.each([-1, 100.5, Number.NaN])('refuses weight %d', async (weight) => {
      await expect(split(weight)).rejects.toMatchObject({ code: 'router-refused' });
      expect((await under.router.read(routing)).wanted).toEqual({ kind: 'stable', stable: v1.target });
    });

    test('a split that nobody renews returns to stable by itself and says why', async () => {
      await split(100, { lease: 300, sticky: null });
      expect((await client.get(under.url)).version).toBe('v2');
      await wait(400);
      expect((await client.get(under.url, { 'x-canary-version': 'v2' })).version).toBe('v1');
      const reading = await under.router.read(routing);
      expect(reading.wanted).toEqual({ kind: 'stable', stable: v1.target });
      expect(reading.returned).toMatch(/^nobody renewed .*[^.]$/);
    });

    test('a renewed split stays', async () => {
      await split(100, { lease: 500, sticky: null });
      for (let round = 0; round < 4; round += 1) {
        await wait(200);
        await split(100, { lease: 500, sticky: null });
      }
      expect((await client.get(under.url)).version).toBe('v2');
    });

    test('sticky clients keep their side, and only move to canary as the weight grows', async () => {
      await split(30);
      const cookies = await freshCookies(client, under.url, 40);
      const sides: string[][] = [];
      for (const weight of [30, 60, 100, 60, 30]) {
        await split(weight);
        sides.push(await sidesOf(client, under.url, cookies));
        expect(await sidesOf(client, under.url, cookies)).toEqual(sides.at(-1));
      }
      const [at30 = [], at60 = [], at100 = [], back60 = [], back30 = []] = sides;
      at30.forEach((side, index) => {
        if (side === 'v2') expect(at60[index]).toBe('v2');
      });
      expect(at100.every((side) => side === 'v2')).toBe(true);
      expect([back60, back30]).toEqual([at60, at30]);
      expect(new Set(at30).size).toBe(2);
    });

    test('header and segment choose the side whatever the weight, and are left out of comparisons', async () => {
      await split(0);
      const before = await measured('requests');
      const totalsBefore = await totals('error-rate', 'p95');
      expect((await client.get(under.url, { 'x-canary-version': 'v2' })).version).toBe('v2');
      expect((await client.get(under.url, { 'x-team': 'us' })).version).toBe('v2');
      await split(100);
      expect((await client.get(under.url, { 'x-canary-version': 'v1' })).version).toBe('v1');
      expect(await measured('requests')).toEqual(before);
      expect(await totals('error-rate', 'p95')).toEqual(totalsBefore);
    });

    test('counts every request and what was bad of it since it began, whatever is ordered meanwhile', async () => {
      const series = ['error-rate', 'success-rate', '5xx-rate', '4xx-rate'];
      const before = await Promise.all(series.map(counted));
      await split(50, { sticky: null });
      await countVersions(client, under.url, 100);
      await split(40, { sticky: null });
      const failing = [...Array<string>(20).fill('status/503'), ...Array<string>(10).fill('status/404')];
      const answers = await Promise.all(failing.map((path) => client.get(new URL(path, under.url).href)));
      await stable();
      const after = await Promise.all(series.map(counted));
      const grown = after.map((sides, index) =>
        sides.map(({ requests, bad }, side) => ({
          requests: requests - (before[index]?.[side]?.requests ?? 0),
          bad: bad - (before[index]?.[side]?.bad ?? 0),
        })),
      );
      const reached = [v2.marks.length, v1.marks.length];
      expect(Math.min(...reached)).toBeGreaterThan(30);
      for (const sides of grown) expect(sides.map(({ requests }) => requests)).toEqual(reached);
      const bad = grown.map((sides) => sides.map((side) => side.bad));
      expect(bad.map(([canary = 0, stable = 0]) => canary + stable)).toEqual([20, 20, 20, 10]);
      const failedBy = (one: string) =>
        answers.filter(({ version, status }) => version === one && status === 503).length;
      expect(bad[0]).toEqual([failedBy('v2'), failedBy('v1')]);
    });

    test('names the metrics it was asked for, in their order, and counts nothing of a version that served nobody', async () => {
      await using nobody = await startVersion('v-nobody');
      const sides = { canary: nobody.target, stable: v1.target };
      const asked = ['5xx-rate', 'error-rate'].map((series) => ({ metric: `m-${series}`, series }));
      const found = await under.router.totals(routing, sides, asked);
      expect(found.map(({ metric }) => metric)).toEqual(['m-5xx-rate', 'm-error-rate']);
      for (const { canary } of found) expect(eventsOf(canary)).toEqual({ requests: 0, bad: 0 });
      expect(await under.router.totals(routing, sides, [])).toEqual([]);
    });

    test.each(['requests', 'throughput', 'p42'])(
      'says why %s has no counters, and what to do',
      async (series) => {
        const [one] = await totals(series);
        const none = { kind: 'none', reason: 'empty', sentence: expect.stringContaining(`m-${series}`) };
        expect(one).toMatchObject({ metric: `m-${series}`, canary: none, stable: none });
      },
    );

    test('an observed share needs a hundred requests', async () => {
      await split(50);
      await countVersions(client, under.url, 40);
      expect((await under.router.observe(routing, v2.target, 60_000)).observed).toBeNull();
      expect((await under.router.observe(routing, v2.target, 60_000)).requests).toBe(40);
    });

    test('a version that became stable has all the weight', async () => {
      await order({ kind: 'stable', stable: v2.target });
      await countVersions(client, under.url, 120);
      expect(await under.router.observe(routing, v2.target, 60_000)).toEqual({
        weight: 100,
        observed: 100,
        requests: 120,
      });
      expect((await under.router.observe(routing, v1.target, 60_000)).weight).toBe(0);
    });

    test('says "no traffic" for a version that served nobody', async () => {
      await using nobody = await startVersion('v-nobody');
      const sides = { canary: nobody.target, stable: v1.target };
      const [one] = await under.router.measure(routing, sides, [
        { metric: 'm', series: 'p95', window: 60_000 },
      ]);
      expect(one?.canary).toMatchObject({ kind: 'none', reason: 'no-traffic' });
      expect(one?.canary).toHaveProperty('sentence', expect.stringContaining('v-nobody'));
    });

    test('offers a line to undo by hand that holds no secret', () => {
      const line = under.router.undoByHand(routing, v1.target).at(-1);
      expect(line).toContain(v1.target.url);
      expect(line).not.toMatch(/Bearer [A-Za-z0-9]/);
    });
  });
}

/** Of all instances together. */
function eventsOf(side: SideTotals): { requests: number; bad: number } {
  const counters = side.kind === 'totals' ? Object.values(side.instances) : [];
  const events = counters.flatMap((counter) => (counter.kind === 'events' ? [counter] : []));
  expect(events).not.toEqual([]);
  return {
    requests: events.reduce((sum, { requests }) => sum + requests, 0),
    bad: events.reduce((sum, { bad }) => sum + bad, 0),
  };
}

async function freshCookies(client: Client, url: string, wanted: number): Promise<string[]> {
  const cookies: string[] = [];
  while (cookies.length < wanted) cookies.push((await client.get(url)).cookie ?? 'none');
  return cookies;
}

async function stickyClients(
  client: Client,
  url: string,
  version: string,
  wanted: number,
): Promise<string[]> {
  const cookies: string[] = [];
  while (cookies.length < wanted) {
    const answer = await client.get(url);
    if (answer.version === version && answer.cookie !== null) cookies.push(answer.cookie);
  }
  return cookies;
}

async function sidesOf(client: Client, url: string, cookies: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(cookies.map((cookie) => client.get(url, { cookie })));
  return answers.map(({ version }) => version ?? 'none');
}
