import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmbeddedRouter } from '../../../src/adapters/traffic/embedded-router.ts';
import { bucketIndex, latencyBoundaries } from '../../../src/core/judge/histogram.ts';
import type { Counter } from '../../../src/core/judge/totals.ts';
import { Routing } from '../../../src/core/rollout/plan.ts';
import { countVersions, createClient } from '../../contract/clients.ts';
import { startVersion, type VersionServer } from '../../contract/version-server.ts';
import { type OpenProxy, openProxy, token } from './open-proxy.ts';

const routing = Routing.parse({
  router: 'under-test',
  route: 'shop',
  sticky: null,
  header: null,
  segments: [],
  lease: 60_000,
});

let open: OpenProxy;
let v1: VersionServer;
let v2: VersionServer;

beforeEach(async () => {
  open = await openProxy(undefined, { answer: 150 });
  [v1, v2] = await Promise.all([startVersion('v1'), startVersion('v2')]);
  await split(open, 100, 1);
});

afterEach(async () => {
  await v1[Symbol.asyncDispose]();
  await v2[Symbol.asyncDispose]();
  await open[Symbol.asyncDispose]();
});

function split({ router }: OpenProxy, weight: number, fence: number): Promise<void> {
  return router.apply(routing, { kind: 'split', stable: v1.target, canary: v2.target, weight }, fence);
}

const sides = () => ({ canary: v2.target, stable: v1.target });

async function canary({ router }: OpenProxy, series: string): Promise<Counter | undefined> {
  const [one] = await router.totals(routing, sides(), [{ metric: 'm', series }]);
  return one?.canary.kind === 'totals' ? one.canary.instances['all'] : undefined;
}

async function measured(series: string): Promise<{ value: number; requests: number }> {
  const [one] = await open.router.measure(routing, sides(), [{ metric: 'm', series, window: 60_000 }]);
  const reading = one?.canary;
  return reading?.kind === 'value'
    ? { value: reading.value, requests: reading.requests ?? Number.NaN }
    : { value: Number.NaN, requests: Number.NaN };
}

/** Asks, and goes away without an answer after so many milliseconds. */
async function leave(path: string, after: number): Promise<void> {
  const request = httpRequest(`${open.url}${path}`);
  request.on('error', () => {});
  request.end();
  await wait(after);
  request.destroy();
}

test('is bad whatever a rate counts: failures, answers that break off or are overdue, and no client that left', async () => {
  for (const path of ['', '', '', '', '', 'status/404', 'status/503']) await fetch(`${open.url}${path}`);
  await fetch(`${open.url}break`)
    .then((answer) => answer.text())
    .catch(() => null);
  await Promise.all([leave('hang', 50), leave('hang', 400)]);
  await expect.poll(() => canary(open, 'error-rate')).toEqual({ kind: 'events', requests: 10, bad: 3 });
  expect(await canary(open, 'success-rate')).toEqual({ kind: 'events', requests: 10, bad: 3 });
  expect(await canary(open, '4xx-rate')).toEqual({ kind: 'events', requests: 10, bad: 1 });
  expect(await canary(open, '5xx-rate')).toEqual({ kind: 'events', requests: 10, bad: 1 });
  for (const series of ['error-rate', '4xx-rate', '5xx-rate']) {
    const { value, requests } = await measured(series);
    expect(await canary(open, series)).toEqual({ kind: 'events', requests, bad: value * requests });
  }
});

test('a percentile has the counts of its buckets, each request in one', async () => {
  for (const path of ['', '', 'slow/60', 'slow/60', 'slow/60']) await fetch(`${open.url}${path}`);
  const counter = await canary(open, 'p99');
  expect(counter).toMatchObject({ kind: 'histogram', boundaries: latencyBoundaries });
  const counts = counter?.kind === 'histogram' ? counter.counts : [];
  expect(counts).toHaveLength(latencyBoundaries.length + 1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
  const slow = counts.slice(bucketIndex(55)).reduce((sum, count) => sum + count, 0);
  expect(slow).toBeGreaterThanOrEqual(3);
  expect(await canary(open, 'p50')).toEqual(counter);
});

test('a proxy that began anew begins at zero, and counts from there', async () => {
  const client = createClient(5);
  await countVersions(client, open.url, 30);
  expect(await canary(open, 'error-rate')).toEqual({ kind: 'events', requests: 30, bad: 0 });
  await open.proxy.close();
  await using again = await openProxy(open.stateFile);
  expect(await canary(again, 'error-rate')).toEqual({ kind: 'events', requests: 0, bad: 0 });
  await split(again, 100, 2);
  await countVersions(client, again.url, 20);
  expect(await canary(again, 'error-rate')).toEqual({ kind: 'events', requests: 20, bad: 0 });
  await client.close();
});

test('a proxy that does not answer is a failure, and one from before there were counters is to be restarted', async () => {
  await open.proxy.close();
  await expect(canary(open, 'p95')).rejects.toMatchObject({ code: 'router-unreachable' });
  const older = createServer((_, response) => {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 'no-such-address', sentence: 'The proxy knows /routes/<route>.' }));
  });
  await new Promise<void>((resolve) => older.listen(0, '127.0.0.1', resolve));
  const controlUrl = `http://127.0.0.1:${(older.address() as AddressInfo).port}`;
  const router = createEmbeddedRouter({ controlUrl, token });
  const asked = router.totals(routing, sides(), [{ metric: 'm', series: 'p95' }]);
  await expect(asked).rejects.toMatchObject({
    code: 'router-refused',
    message: expect.stringContaining('Restart the proxy'),
  });
  older.closeAllConnections();
  await new Promise((resolve) => older.close(resolve));
});

test('the control address wants versions, and refuses to list them all', async () => {
  const answer = await fetch(`${open.controlUrl}/routes/shop/totals`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: 'bad-version' });
});
