import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startLoad } from '../../demo/load.ts';
import { startShop } from '../../demo/shop.ts';
import { Routing, Target } from '../../src/core/rollout/plan.ts';
import { openProxy } from '../adapters/traffic/open-proxy.ts';

test('the page shows its version, and health and figures are there', async () => {
  await using shop = await startShop({ version: 'v2', port: 0 });
  const page = await fetch(shop.url);
  expect(await page.text()).toContain('v2');
  expect(page.headers.get('x-shop-version')).toBe('v2');
  for (const probe of ['startup', 'live', 'ready']) {
    expect((await fetch(`${shop.url}/health/${probe}`)).status).toBe(200);
  }
  const stats = (await (await fetch(`${shop.url}/stats`)).json()) as Record<string, number>;
  for (const ratio of Object.values(stats)) expect(ratio > 0 && ratio < 1).toBe(true);
  expect(Object.keys(stats)).toEqual(['memory', 'cpu', 'conversion']);
});

test('its pages are counted for Prometheus by status and by how long they took', async () => {
  await using shop = await startShop({ version: 'v1', port: 0 });
  await Promise.all(Array.from({ length: 40 }, async () => (await fetch(shop.url)).text()));
  await fetch(`${shop.url}/health`);
  const scraped = await fetch(`${shop.url}/metrics`);
  expect(scraped.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await scraped.text();
  const value = (series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(series))
        ?.split(' ')
        .at(-1),
    );
  const of = 'service="shop",version="v1"';
  const served = ['200', '500'].map((status) => value(`shop_requests_total{${of},status="${status}"}`));
  expect((served[0] ?? 0) + (served[1] ?? 0)).toBe(40);
  expect(value(`shop_request_duration_seconds_bucket{${of},le="+Inf"}`)).toBe(40);
  expect(value(`shop_request_duration_seconds_count{${of}}`)).toBe(40);
  expect(value(`shop_request_duration_seconds_bucket{${of},le="0.01"}`)).toBe(0);
  expect(value(`shop_memory_ratio{${of}}`)).toBeCloseTo(0.46, 1);
  expect(value(`shop_cpu_ratio{${of}}`)).toBeCloseTo(0.31, 1);
});

test('a version it does not have ends it with a sentence', async () => {
  const failed = promisify(execFile)(process.execPath, ['demo/shop.ts', 'v9', '0']);
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: 'The sample shop has no version "v9". It has v1, v2, v3.\n',
  });
});

test('the load through the proxy shows the broken version: its errors and its slowness', async () => {
  await using open = await openProxy();
  await using good = await startShop({ version: 'v1', port: 0 });
  await using broken = await startShop({ version: 'v3', port: 0 });
  const [stable, canary] = [good, broken].map((shop) =>
    Target.parse({ version: shop.version, url: shop.url }),
  );
  if (stable === undefined || canary === undefined) throw new Error('two shops');
  const sticky = { cookie: 'belay', lasts: 60_000 };
  const routing = Routing.parse({
    router: 'r',
    route: 'shop',
    sticky,
    header: null,
    segments: [],
    lease: 60_000,
  });
  await open.router.apply(routing, { kind: 'split', stable, canary, weight: 50 }, 1);
  const ending = new AbortController();
  const load = startLoad({ url: open.url, requestsPerSecond: 200, signal: ending.signal });
  await wait(3000);
  ending.abort();
  await load.done;
  const counts = load.counts();
  expect(Object.keys(counts.versions).toSorted()).toEqual(['v1', 'v3']);
  expect(counts).toMatchObject({ skipped: 0 });
  const series = ['error-rate', 'p95', 'requests'].map((one) => ({
    metric: one,
    series: one,
    window: 60_000,
  }));
  const [errors, p95, requests] = await open.router.measure(routing, { canary, stable }, series);
  const value = (reading: unknown) => (reading as { value: number }).value;
  expect(value(requests?.canary) + value(requests?.stable)).toBe(counts.sent);
  expect(
    value(errors?.canary) * value(requests?.canary) + value(errors?.stable) * value(requests?.stable),
  ).toBeCloseTo(counts.failed, 6);
  expect(value(p95?.canary)).toBeGreaterThan(2 * value(p95?.stable));
  expect((await open.router.observe(routing, canary, 60_000)).weight).toBe(50);
});
