import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programAt } from '../../../demo/servers/programs.ts';
import { type PrometheusServer, startPrometheus } from '../../../demo/servers/prometheus.ts';
import { createMeasureMetrics } from '../../../src/adapters/metrics/measure-metrics.ts';
import type { QueryMetric } from '../../../src/adapters/metrics/prometheus/reading.ts';
import { EnvironmentName, ServiceName } from '../../../src/core/ids.ts';
import type { Unit } from '../../../src/core/judge/rule.ts';
import { Target } from '../../../src/core/rollout/plan.ts';
import { type ScrapedVersions, startScrapedVersions } from './scraped-versions.ts';

const slot = { service: ServiceName.parse('api'), environment: EnvironmentName.parse('production') };
const sides = {
  canary: Target.parse({ version: 'v2', url: 'http://127.0.0.1:1' }),
  stable: Target.parse({ version: 'v1.0', url: 'http://127.0.0.1:1' }),
};

let versions: ScrapedVersions;
let server: PrometheusServer;
let requests = 0;
let measure: ReturnType<typeof createMeasureMetrics>;

function metric(query: string, unit: Unit = 'ratio', more: Partial<QueryMetric['source']> = {}): QueryMetric {
  const source = {
    kind: 'query' as const,
    source: 'prom',
    query,
    read: { kind: 'instant' as const },
    requests: null,
    errors: null,
  };
  return { name: 'one', unit, baseline: null, source: { ...source, ...more } };
}

async function read(query: string, unit: Unit = 'ratio', more: Partial<QueryMetric['source']> = {}) {
  const [found] = await measure(sides, [{ metric: metric(query, unit, more), window: 30_000 }], slot);
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

describe.skipIf(programAt('prometheus') === null)('metrics from a real Prometheus', () => {
  beforeAll(async () => {
    versions = await startScrapedVersions();
    server = await startPrometheus(`
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: shop
    static_configs: [{ targets: ["${versions.address}"] }]
`);
    const source = {
      name: 'prom',
      url: `${server.url}/`,
      timeout: 5000,
      scrapeInterval: 1000,
      headers: {},
      credentials: () => null,
    };
    measure = createMeasureMetrics({
      fetch: (...asked) => {
        requests += 1;
        return fetch(...asked);
      },
      sources: [source],
    });
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const { canary } = await read('count_over_time(late_total{version="{version}"}[5m])', 'number');
      const settled = canary.kind === 'none' && /newest sample/.test(canary.sentence);
      const rate = await read('rate(hits_total{version="{version}"}[30s])', 'per-second');
      if (settled && rate.canary.kind === 'value' && rate.stable.kind === 'value') break;
      await sleep(100);
    }
    const { canary } = await read('leaving{version="{version}"}');
    expect(canary).toMatchObject({ kind: 'value', value: 0.3 });
    versions.leave();
  });

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await versions?.[Symbol.asyncDispose]();
  });

  test('both sides come with one request', async () => {
    requests = 0;
    const found = await read('sum(memory{version="{version}"}) # of {version}');
    expect(found).toMatchObject({
      metric: 'one',
      window: 30_000,
      canary: { value: 0.5, requests: null },
      stable: { value: 0.4, errors: null },
    });
    expect(requests).toBe(1);
  });

  test('the version means itself in a regular expression', async () => {
    expect((await read('memory{version=~"{version}"}')).stable).toMatchObject({ kind: 'value', value: 0.4 });
  });

  test('every word is filled in', async () => {
    const query = 'p95{service="{service}",environment="{environment}",version="{version}"}';
    expect((await read(query, 'duration')).canary).toMatchObject({ value: 120 });
    const side =
      'label_replace(vector(3), "s", "{side}", "", "") and on (s) label_replace(vector(1), "s", "canary", "", "")';
    expect(await read(side, 'number')).toMatchObject({ canary: { value: 3 }, stable: { reason: 'empty' } });
  });

  test('a plain number of Prometheus works, and costs one request once that is known', async () => {
    const query = 'scalar(memory{version="{version}"}) * 2';
    expect(await read(query, 'number')).toMatchObject({ canary: { value: 1 }, stable: { value: 0.8 } });
    requests = 0;
    expect(await read(query, 'number')).toMatchObject({ canary: { value: 1 } });
    expect(requests).toBe(1);
  });

  test.each([
    ['max', 1],
    ['min', 1],
    ['avg', 1],
    ['last', 1],
  ] as const)('a range is reduced by %s, a plain number too', async (reduce, value) => {
    const range = { read: { kind: 'range', reduce, step: 1000 } } as const;
    expect((await read('2 * memory{version="{version}"}', 'number', range)).canary).toMatchObject({ value });
    expect((await read('1', 'number', range)).stable).toMatchObject({ value: 1 });
  });

  test('requests and errors behind a value are counted, and no error counter is no error', async () => {
    const rate = (name: string) => `sum(rate(${name}{version="{version}"}[{window}]))`;
    const count = (name: string) => `sum(increase(${name}{version="{version}"}[{window}]))`;
    const { canary, stable } = await read(`${rate('failures_total')} / ${rate('hits_total')}`, 'ratio', {
      requests: count('hits_total'),
      errors: count('failures_total'),
    });
    if (canary.kind !== 'value') throw new Error(canary.sentence);
    expect(canary.value).toBeCloseTo(0.1, 1);
    expect(canary.requests).toBeGreaterThan(0);
    expect(canary.errors).toBeGreaterThan(0);
    expect(stable).toMatchObject({ reason: 'empty' });
    const zero = await read(`memory{version="{version}"}`, 'ratio', {
      requests: count('hits_total'),
      errors: count('failures_total'),
    });
    expect(zero.stable).toMatchObject({ kind: 'value', errors: 0 });
  });

  test('requests that cannot be counted make no reading', async () => {
    const { canary } = await read('memory{version="{version}"}', 'ratio', {
      requests: 'nothing_counts_this',
    });
    expect(canary).toMatchObject({ reason: 'empty', sentence: expect.stringContaining('`requests`') });
  });

  test.each([
    ['absent_series{version="{version}"}', 'ratio', 'empty', /prom has no such series/],
    ['pods{version="{version}"}', 'count', 'many-series', /3 series .* sum\(…\)/],
    ['broken{version="{version}"}', 'number', 'not-a-number', /infinite/],
    ['0 * broken{version="{version}"} / 0', 'number', 'not-a-number', /NaN/],
    ['100 * memory{version="{version}"}', 'ratio', 'wrong-unit', /a ratio lies between 0 and 1/],
    ['late{version="{version}"}', 'ratio', 'empty', /newest sample in prom is (59s|1m) ?\d*s? old/],
    ['rate(late_total{version="{version}"}[5m])', 'number', 'empty', /newest sample in prom is (59s|1m)/],
    ['sum(', 'ratio', 'source-failed', /prom refuses it: 1:5: parse error/],
    ['memory[1m]', 'ratio', 'source-failed', /many moments.*rate\(…\[1m\]\)/],
    ['"text"', 'ratio', 'source-failed', /text, not a number/],
    ['memory * on (version) group_right () pods', 'ratio', 'many-series', /series/],
    ['memory + on () pods', 'ratio', 'source-failed', /many-to-many|found duplicate series/],
  ] as const)('%s as %s is no reading: %s', async (query, unit, reason, sentence) => {
    const { canary } = await read(query, unit);
    expect(canary).toMatchObject({ kind: 'none', reason, sentence: expect.stringMatching(sentence) });
  });

  test('a negative duration of stable is refused, and canary keeps its reading', async () => {
    const found = await read('p95{version="{version}"}', 'duration');
    expect(found).toMatchObject({ canary: { value: 120 }, stable: { reason: 'wrong-unit' } });
  });

  test('series that ended are told by when they were last seen', async () => {
    let sentence = '';
    for (let attempt = 0; attempt < 50 && sentence === ''; attempt += 1) {
      const { canary } = await read('leaving{version="{version}"}');
      if (canary.kind === 'none') sentence = canary.sentence;
      else await sleep(100);
    }
    expect(sentence).toMatch(
      /^one of v2: the newest sample in prom is \d+m?s old and it should be scraped every 1s, so it says nothing about now\.$/,
    );
  });

  test('a zero that the query itself asks for is one', async () => {
    const query = 'sum(rate(complaints_total{version="{version}"}[{window}])) or vector(0)';
    expect(await read(query, 'number')).toMatchObject({ canary: { value: 0 }, stable: { value: 0 } });
  });

  test('a query whose series cannot be told from it is measured without their age', async () => {
    const query =
      'count({__name__=~"memory|pods",version="{version}"}) + 0 * count({__name__="hits_total"} or pods)';
    expect((await read(query, 'number')).canary).toMatchObject({ value: 4 });
  });

  test('a server that is gone is a failed source, for as long as it is gone', async () => {
    await server.stop();
    const { canary } = await read('memory{version="{version}"}');
    expect(canary).toMatchObject({
      reason: 'source-failed',
      sentence: expect.stringMatching(/^one: prom could not be reached at 127.0.0.1:\d+ \(ECONNREFUSED\)\.$/),
    });
    await server.start();
    expect((await read('1', 'number')).canary).toMatchObject({ kind: 'value' });
  });
});
