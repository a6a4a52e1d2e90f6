import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createJsonMetrics, type JsonMetric } from '../../../src/adapters/metrics/json.ts';
import { runProbe } from '../../../src/adapters/metrics/probes.ts';
import type { Unit } from '../../../src/core/judge/rule.ts';
import { Probe, Target } from '../../../src/core/rollout/plan.ts';

const document = {
  memory: 0.41,
  nested: { 'a/b': [{ p95: 120 }] },
  text: 'NaN',
  list: [0.1, 0.2],
  nothing: null,
  percent: 41,
  negative: -3,
};

let asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  if (request.url === '/moved') response.writeHead(302, { location: '/stats' }).end();
  else if (request.url === '/down') response.writeHead(503).end('{}');
  else if (request.url === '/html') response.end('<p>0.4</p>');
  else if (request.url === '/huge') response.end('9'.repeat(1_100_000));
  else if (request.url === '/endless') response.write('…');
  else if (request.url === '/slow') setTimeout(() => response.end('{}'), 5000).unref();
  else response.end(JSON.stringify(document));
});

let here: Target;
let gone: Target;
const metrics = createJsonMetrics({ fetch });

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const free = (closed.address() as AddressInfo).port;
  await new Promise((resolve) => closed.close(resolve));
  gone = Target.parse({ version: 'v-gone', url: `http://127.0.0.1:${free}` });
  here = Target.parse({ version: 'v2', url: `http://127.0.0.1:${port}` });
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  asked = [];
});

function metric(field: string, unit: Unit = 'ratio', path = '/stats'): JsonMetric {
  return { name: 'memory', unit, baseline: null, source: { kind: 'json', path, field, timeout: 200 } };
}

async function canaryReading(one: JsonMetric, canary: Target = here) {
  const [measured] = await metrics.measure({ canary, stable: here }, [{ metric: one, window: 60_000 }]);
  return measured?.canary;
}

describe('a number in a JSON document', () => {
  test('is read by its pointer, escapes and list positions included', async () => {
    expect(await canaryReading(metric('/memory'))).toMatchObject({
      kind: 'value',
      value: 0.41,
      requests: null,
    });
    expect(await canaryReading(metric('/nested/a~1b/0/p95', 'duration'))).toMatchObject({ value: 120 });
  });

  test('of both sides comes with one request per side, however many metrics share the document', async () => {
    const wanted = ['/memory', '/percent', '/negative'].map((field) => ({
      metric: metric(field, 'number'),
      window: 60_000,
    }));
    const sides = {
      canary: here,
      stable: Target.parse({ ...here, url: here.url.replace('127.0.0.1', 'localhost') }),
    };
    const measured = await metrics.measure(sides, wanted);
    expect(measured.map(({ canary }) => canary)).toEqual(measured.map(({ stable }) => stable));
    expect(asked).toEqual(['/stats', '/stats']);
  });

  test.each([
    ['/missing', 'ratio', 'empty'],
    ['/nothing', 'ratio', 'empty'],
    ['memory', 'ratio', 'empty'],
    ['/__proto__', 'ratio', 'empty'],
    ['/text', 'ratio', 'not-a-number'],
    ['/nested', 'ratio', 'not-a-number'],
    ['/list', 'ratio', 'many-series'],
    ['/percent', 'ratio', 'wrong-unit'],
    ['/negative', 'duration', 'wrong-unit'],
    ['/negative', 'count', 'wrong-unit'],
  ] as const)('%s as %s is no reading: %s', async (field, unit, reason) => {
    expect(await canaryReading(metric(field, unit))).toMatchObject({ kind: 'none', reason });
  });

  test.each([
    ['/moved', /redirects/],
    ['/down', /503/],
    ['/html', /did not answer with JSON/],
    ['/huge', /more than 1 MB/],
    ['/slow', /did not answer within 200ms/],
    ['/endless', /did not answer within 200ms/],
    ['//elsewhere.example/stats', /no path on/],
  ])('%s is a failed source that says why', async (path, sentence) => {
    const reading = await canaryReading(metric('/memory', 'ratio', path));
    expect(reading).toMatchObject({ reason: 'source-failed', sentence: expect.stringMatching(sentence) });
    expect(asked).not.toContain(path === '/moved' ? '/stats' : 'never');
  });

  test('of a version that is gone leaves the other side’s reading', async () => {
    const [measured] = await metrics.measure({ canary: gone, stable: here }, [
      { metric: metric('/memory'), window: 60_000 },
    ]);
    expect(measured?.canary).toMatchObject({
      reason: 'source-failed',
      sentence: expect.stringMatching(/ECONNREFUSED/),
    });
    expect(measured?.stable).toMatchObject({ kind: 'value' });
  });
});

describe('a health probe', () => {
  const probe = (path: string) =>
    Probe.parse({
      name: 'ready',
      kind: 'ready',
      path,
      critical: true,
      delay: 0,
      every: 1000,
      timeout: 200,
      failures: 2,
      successes: 1,
    });

  test('is healthy with a 200', async () => {
    expect(await runProbe(probe('/stats'), here)).toMatchObject({ name: 'ready', healthy: true });
  });

  test('is healthy once the status is there, however long the body', async () => {
    expect(await runProbe(probe('/endless'), here)).toMatchObject({ healthy: true });
  });

  test.each(['/down', '/moved', '/slow'])('%s is unhealthy and says why', async (path) => {
    const result = await runProbe(probe(path), here);
    expect(result).toMatchObject({ healthy: false, sentence: expect.stringContaining(path) });
  });

  test('a version that is gone is unhealthy', async () => {
    expect(await runProbe(probe('/'), gone)).toMatchObject({ healthy: false });
  });
});
