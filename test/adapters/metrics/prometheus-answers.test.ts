import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPrometheusMetrics } from '../../../src/adapters/metrics/prometheus/metrics.ts';
import type { QueryMetric } from '../../../src/adapters/metrics/prometheus/reading.ts';
import { basic, bearer, type PrometheusSource } from '../../../src/adapters/metrics/prometheus/source.ts';
import { Failure } from '../../../src/core/failure.ts';
import { EnvironmentName, ServiceName } from '../../../src/core/ids.ts';
import { Target } from '../../../src/core/rollout/plan.ts';

const slot = { service: ServiceName.parse('api'), environment: EnvironmentName.parse('production') };
const sides = {
  canary: Target.parse({ version: 'v2', url: 'http://127.0.0.1:1' }),
  stable: Target.parse({ version: 'v1', url: 'http://127.0.0.1:1' }),
};
const token = 's3cret-token';

/** Prometheus answers with 400 and 422 to wrong queries, and puts what it was asked into the message. */
function refusal(type: string, message: string) {
  return JSON.stringify({ status: 'error', errorType: type, error: message });
}

function vector(series: readonly object[], more: object = {}) {
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result: series }, ...more });
}

const labels = (side: string) => ({ belay_side: side, belay_part: 'value' });
const both = [
  { metric: labels('canary'), value: [1, '0.5'] },
  { metric: labels('stable'), value: [1, '0.4'] },
];

const answers: Readonly<Record<string, (response: ServerResponse, query: string) => unknown>> = {
  html: (to) => to.end('<!doctype html><title>Sign in</title>'),
  login: (to) => to.writeHead(302, { location: '/elsewhere' }).end(),
  unauthorized: (to) => to.writeHead(401).end('Unauthorized'),
  forbidden: (to) => to.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Forbidden</h1>'),
  bad: (to) =>
    to
      .writeHead(400)
      .end(refusal('bad_data', `invalid parameter "query": 1:3: parse error:\u001b[31m no\n\n ${token}`)),
  execution: (to) => to.writeHead(422).end(refusal('execution', 'many-to-many matching not allowed')),
  long: (to) => to.writeHead(400).end(refusal('bad_data', 'x'.repeat(5000))),
  busy: (to) => to.writeHead(503).end(refusal('timeout', 'query timed out in expression evaluation')),
  down: (to) => to.writeHead(503).end('<html>no healthy upstream</html>'),
  missing: (to) => to.writeHead(404).end('404 page not found'),
  hang: () => undefined,
  drip: (to) => to.write('{"status":'),
  cut: (to) => {
    to.writeHead(200, { 'content-length': '1000' });
    to.write(vector(both).slice(0, 40));
    setTimeout(() => to.destroy(), 20);
  },
  half: (to) => to.end(vector(both).slice(0, 40)),
  huge: (to) => to.end(vector(Array.from({ length: 20_000 }, () => both[0] ?? {}))),
  other: (to) => to.end('{"hello":"world"}'),
  text: (to) => to.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result: 'x' } })),
  warned: (to) => to.end(vector(both, { warnings: ['one store was not reached'], infos: ['a hint'] })),
  histogram: (to) => to.end(vector([{ metric: labels('canary'), histogram: [1, { count: '3' }] }])),
  ageless: (to, query) => {
    if (query.includes('timestamp')) to.writeHead(400).end(refusal('bad_data', 'unknown function'));
    else to.end(vector(both));
  },
  good: (to) => to.end(vector(both)),
};

interface Question {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly tenant: unknown;
  readonly body: string;
}

let asked: Question[] = [];
let open = 0;
let most = 0;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { url = '', headers } = request;
    const body = Buffer.concat(chunks).toString();
    asked.push({ url, authorization: headers.authorization, tenant: headers['x-scope-orgid'], body });
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
    const [, kind = ''] = url.split('/');
    setTimeout(() => (answers[kind] ?? answers['missing'])?.(response, body), 5);
  });
});
let base = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  asked = [];
  most = 0;
});

function source(kind: string, more: Partial<PrometheusSource> = {}): PrometheusSource {
  const settings = { timeout: 300, scrapeInterval: 15_000, headers: { 'X-Scope-OrgID': 'shop' } };
  return { name: kind, url: `${base}/${kind}/`, credentials: () => bearer(token), ...settings, ...more };
}

function metric(name: string, query = 'vector(1)'): QueryMetric {
  const read = { kind: 'instant' } as const;
  const asking = { kind: 'query', source: name, query, read, requests: null, errors: null } as const;
  return { name: 'errors', unit: 'ratio', baseline: null, source: asking };
}

async function measured(...sources: readonly PrometheusSource[]) {
  const metrics = createPrometheusMetrics({ fetch, sources });
  const wanted = sources.map(({ name }) => ({ metric: metric(name), window: 60_000 }));
  return await metrics.measure(sides, wanted, slot);
}

describe('what Prometheus, or something in front of it, may answer', () => {
  test.each([
    ['html', /^errors: html answered with a web page: a login page/],
    ['login', /redirects \(302\).*its `url` must lead to Prometheus itself/],
    ['unauthorized', /refuses the credentials \(401\); check its `token` or `basic`/],
    ['forbidden', /refuses the credentials \(403\)/],
    ['bad', /^errors: bad refuses it: 1:3: parse error: \[31m no …\.$/],
    ['execution', /refuses it: many-to-many matching not allowed\.$/],
    ['long', /refuses it: x{199}…\.$/],
    ['busy', /busy answered 503: query timed out in expression evaluation/],
    ['down', /down answered 503 with a web page/],
    ['missing', /missing answered 404/],
    ['hang', /hang did not answer within 300ms/],
    ['drip', /drip did not answer within 300ms/],
    ['cut', /cut broke off in the middle of its answer/],
    ['half', /half did not answer as Prometheus does, or its answer was cut off/],
    ['huge', /more than 1 MB; the query must give one number/],
    ['other', /did not answer as Prometheus does/],
    ['text', /something else than numbers/],
  ])('%s is a failed source that says why', async (kind, sentence) => {
    const [found] = await measured(source(kind));
    const reading = { kind: 'none', reason: 'source-failed', sentence: expect.stringMatching(sentence) };
    const link = `${base}/${kind}/graph?g0.expr=vector%281%29&g0.tab=0&g0.range_input=1h`;
    expect(found).toEqual({ metric: 'errors', window: 60_000, canary: reading, stable: reading, link });
    expect(JSON.stringify(found)).not.toContain(token);
    expect(asked.every(({ url }) => url.startsWith(`/${kind}/api/v1/query`))).toBe(true);
  });

  test('warnings and infos beside numbers do not hurt', async () => {
    const [found] = await measured(source('warned'));
    expect(found).toMatchObject({ canary: { value: 0.5 }, stable: { value: 0.4 } });
  });

  test('a histogram is refused, with what to take instead', async () => {
    const [found] = await measured(source('histogram'));
    const sentence = expect.stringContaining('histogram_quantile');
    expect(found?.canary).toMatchObject({ reason: 'not-a-number', sentence });
    expect(found?.stable).toMatchObject({ reason: 'empty' });
  });

  test('a password is taken out of what the server repeats', async () => {
    const [found] = await measured(source('bad', { credentials: () => basic('ana', token) }));
    expect(found?.canary).toMatchObject({ sentence: expect.stringMatching(/no …\.$/) });
  });

  test('a server that cannot tell how old series are is asked without, and not again', async () => {
    const metrics = createPrometheusMetrics({ fetch, sources: [source('ageless')] });
    const wanted = [{ metric: metric('ageless', 'hits{version="{version}"}'), window: 60_000 }];
    const first = await metrics.measure(sides, wanted, slot);
    expect(first[0]).toMatchObject({ canary: { value: 0.5 }, stable: { value: 0.4 } });
    asked = [];
    await metrics.measure(sides, wanted, slot);
    expect(asked).toHaveLength(1);
  });

  test('a source that is in the plan alone is told', async () => {
    const metrics = createPrometheusMetrics({ fetch, sources: [] });
    const [found] = await metrics.measure(sides, [{ metric: metric('gone'), window: 1000 }], slot);
    expect(found?.canary).toMatchObject({ sentence: expect.stringContaining('no source `gone`') });
    expect(found).not.toHaveProperty('link');
  });
});

describe('how it is asked', () => {
  test('with a form, its credentials and its headers', async () => {
    await measured(source('good'), source('warned', { credentials: () => basic('ana', 'päss') }));
    const [one, two] = [...asked].sort((a, b) => a.url.localeCompare(b.url));
    expect(one).toMatchObject({
      url: '/good/api/v1/query',
      authorization: `Bearer ${token}`,
      tenant: 'shop',
    });
    expect(new URLSearchParams(one?.body).get('query')).toContain('vector(1)');
    expect(two?.authorization).toBe(`Basic ${Buffer.from('ana:päss').toString('base64')}`);
  });

  test('a secret that is missing is told, and nothing is asked', async () => {
    const credentials = () => {
      throw new Failure('secret-missing', 'The environment variable PROM should hold a secret.', {
        retryable: false,
      });
    };
    const [found] = await measured(source('good', { credentials }));
    const sentence = 'errors: good was not asked: The environment variable PROM should hold a secret.';
    expect(found?.canary).toMatchObject({ reason: 'source-failed', sentence });
    expect(asked).toEqual([]);
  });

  test('at most four questions at once, and each gets its answer', async () => {
    const metrics = createPrometheusMetrics({ fetch, sources: [source('good', { timeout: 5000 })] });
    const wanted = Array.from({ length: 20 }, () => ({ metric: metric('good'), window: 60_000 }));
    const found = await metrics.measure(sides, wanted, slot);
    expect(found.filter(({ canary }) => canary.kind === 'value')).toHaveLength(20);
    expect(most).toBe(4);
  });

  test('what waits in line behind questions that hang ends with the time-out too', async () => {
    const metrics = createPrometheusMetrics({ fetch, sources: [source('hang')] });
    const wanted = Array.from({ length: 9 }, () => ({ metric: metric('hang'), window: 60_000 }));
    const found = await metrics.measure(sides, wanted, slot);
    expect(found.map(({ canary }) => canary.kind)).toEqual(Array.from({ length: 9 }, () => 'none'));
    expect(asked).toHaveLength(4);
    const after = await metrics.measure(sides, wanted.slice(0, 1), slot);
    expect(after[0]?.canary).toMatchObject({ sentence: expect.stringContaining('within 300ms') });
  });
});
