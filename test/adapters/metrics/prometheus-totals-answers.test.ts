import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bearer, type PrometheusSource } from '../../../src/adapters/metrics/prometheus/source.ts';
import { createPrometheusTotals } from '../../../src/adapters/metrics/prometheus/totals.ts';
import { EnvironmentName, ServiceName } from '../../../src/core/ids.ts';
import { type CounterQueries, type Metric, Target } from '../../../src/core/rollout/plan.ts';

const slot = { service: ServiceName.parse('api'), environment: EnvironmentName.parse('production') };
const sides = {
  canary: Target.parse({ version: 'v2', url: 'http://127.0.0.1:1' }),
  stable: Target.parse({ version: 'v1', url: 'http://127.0.0.1:1' }),
};
const token = 's3cret-token';

type Labels = Readonly<Record<string, string>>;

function vector(...series: readonly object[]) {
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result: series } });
}

/** A number as it is answered for a side and a part, at second 7. */
function number(side: string, part: string, value: string, labels: Labels = { pod: 'a' }) {
  return { metric: { ...labels, belay_side: side, belay_part: part }, value: [7, value] };
}

function histogram(labels: Labels, ...buckets: readonly (readonly (string | number)[])[]) {
  return { metric: labels, histogram: [7.25, { count: '9', sum: '9', buckets }] };
}

const labelled = (side: string) => ({ pod: 'a', belay_side: side, belay_part: 'histogram' });
const bucket = [0, '0.5', '1', '4'];
const isTogether = (query: string) => query.includes('label_replace');

/** What a newer Prometheus answers about native histograms: they keep their labels. */
const newer = vector(histogram(labelled('canary'), bucket), histogram(labelled('stable'), bucket));
/** Boundaries of its own, as classic histograms get them when they are scraped as native ones. */
const custom = vector(
  histogram(labelled('canary'), [3, '-Inf', '0.05', '2'], [0, '0.1', '0.3', '1']),
  histogram({ ...labelled('canary'), pod: 'b' }, [0, '0.05', '0.1', '5'], [0, '0.3', '+Inf', '2']),
  histogram(labelled('stable'), [0, '0.05', '0.1', '6']),
);

const answers: Readonly<Record<string, (to: ServerResponse, query: string) => unknown>> = {
  newer: (to) => to.end(newer),
  custom: (to) => to.end(custom),
  older: (to, query) => {
    if (isTogether(query)) to.end(vector(number('canary', 'histogram', '0')));
    else to.end(query.includes('v2') ? vector(histogram({ pod: 'a' }, bucket)) : vector());
  },
  refusing: (to, query) => {
    if (isTogether(query)) to.end(vector(number('canary', 'histogram', '0')));
    else
      to.writeHead(422).end(
        JSON.stringify({ status: 'error', errorType: 'execution', error: 'no histograms' }),
      );
  },
  mixed: (to) =>
    to.end(
      vector(
        histogram(labelled('canary'), bucket),
        number('canary', 'histogram', '3', { pod: 'a', le: '1' }),
        number('stable', 'histogram', '3', { pod: 'a', le: '+Inf' }),
      ),
    ),
  counts: (to) =>
    to.end(
      vector(
        number('canary', 'total', '10'),
        number('canary', 'bad', '3'),
        number('stable', 'total', 'NaN'),
        number('stable', 'bad', '0'),
      ),
    ),
  twice: (to) => to.end(vector(number('canary', 'total', '10'), number('canary', 'total', '11'))),
  native: (to) =>
    to.end(
      vector({
        ...histogram(labelled('canary'), bucket),
        metric: { ...labelled('canary'), belay_part: 'total' },
      }),
    ),
  odd: (to) => to.end(vector(number('canary', 'total', '10', { pod: '__proto__' }))),
  scalar: (to) => to.end('{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}'),
  page: (to) => to.end('<html>Sign in</html>'),
  login: (to) => to.writeHead(302, { location: '/' }).end(),
  forbidden: (to) => to.writeHead(403).end(),
  hang: () => undefined,
  huge: (to) => to.end('x'.repeat(1_100_000)),
  bad: (to) =>
    to.writeHead(400).end(JSON.stringify({ status: 'error', errorType: 'bad_data', error: `no ${token}` })),
};

let asked: URLSearchParams[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    asked.push(form);
    const [, kind = ''] = (request.url ?? '').split('/');
    answers[kind]?.(response, form.get('query') ?? '');
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
});

const events: CounterQueries = {
  kind: 'events',
  total: 'hits{version="{version}"}',
  bad: 'bad{version="{version}"}',
  goodInstead: false,
  instance: 'pod',
};
const durations: CounterQueries = {
  kind: 'histogram',
  of: 'took{version="{version}"}',
  scale: 1000,
  instance: 'pod',
};

function metric(source: string, counted: CounterQueries): Metric {
  const asking = { kind: 'query', source, query: 'x', requests: null, errors: null } as const;
  return {
    name: 'one',
    unit: 'ratio',
    baseline: null,
    source: { ...asking, read: { kind: 'instant' }, counted },
  };
}

function totalsFrom(...kinds: readonly string[]) {
  const settings = { timeout: 300, scrapeInterval: 15_000, headers: {}, credentials: () => bearer(token) };
  const sources = kinds.map((name): PrometheusSource => ({ name, url: `${base}/${name}/`, ...settings }));
  return createPrometheusTotals({ fetch, sources });
}

async function read(kind: string, counted: CounterQueries) {
  const [found] = await totalsFrom(kind)(sides, [metric(kind, counted)], slot);
  expect(JSON.stringify(found)).not.toContain(token);
  return found;
}

describe('native histograms, as servers give them', () => {
  test('one that keeps them is asked once for both sides', async () => {
    const found = await read('newer', durations);
    expect(found).toMatchObject({ canary: { kind: 'totals' }, stable: { kind: 'totals' } });
    expect(found?.stable).toEqual(found?.canary);
    expect(asked).toHaveLength(1);
  });

  test('one that loses them is asked for each side, at one moment, and from then on at once', async () => {
    const totals = totalsFrom('older');
    const wanted = [metric('older', durations)];
    const [found] = await totals(sides, wanted, slot);
    expect(found).toMatchObject({ canary: { kind: 'totals' }, stable: { reason: 'no-traffic' } });
    expect(asked.map((form) => form.get('time'))).toEqual([null, null, '7.25']);
    asked = [];
    await totals(sides, wanted, slot);
    expect(asked).toHaveLength(2);
  });

  test('one with boundaries of its own keeps those that any instance has told', async () => {
    expect(await read('custom', durations)).toMatchObject({
      canary: {
        instances: {
          a: { boundaries: [50, 100, 300], counts: [2, 0, 1, 0] },
          b: { boundaries: [50, 100, 300], counts: [0, 5, 0, 2] },
        },
      },
      stable: { instances: { a: { boundaries: [50, 100, 300], counts: [0, 6, 0, 0] } } },
    });
  });

  test('one beside a classic histogram cannot be told from it', async () => {
    expect(await read('mixed', durations)).toMatchObject({
      canary: {
        reason: 'many-series',
        sentence: expect.stringContaining('a: it has a native histogram and'),
      },
      stable: { reason: 'empty', sentence: expect.stringContaining('no boundary') },
    });
  });

  test('a refusal while asking apart is a failed source', async () => {
    const sentence = 'one: refusing refuses it: no histograms.';
    expect(await read('refusing', durations)).toMatchObject({ canary: { sentence }, stable: { sentence } });
  });
});

describe('counters, as servers give them', () => {
  test('one side that is no number leaves the other one alone', async () => {
    expect(await read('counts', events)).toMatchObject({
      canary: { instances: { a: { requests: 10, bad: 3 } } },
      stable: {
        reason: 'not-a-number',
        sentence: 'one of v1: in counts its `total` of a is NaN, which is no count.',
      },
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.get('time')).toBeNull();
  });

  test.each([
    ['twice', /its `total` has several series of a/],
    ['native', /its `total` is a histogram; that is given as `histogram`/],
  ])('%s is told', async (kind, sentence) => {
    expect(await read(kind, events)).toMatchObject({ canary: { sentence: expect.stringMatching(sentence) } });
  });

  test('an instance may have any name', async () => {
    const found = await read('odd', events);
    if (found?.canary.kind !== 'totals') throw new Error('no totals');
    expect(Object.entries(found.canary.instances)).toEqual([
      ['__proto__', { kind: 'events', requests: 10, bad: 0 }],
    ]);
  });

  test.each([
    ['scalar', /^one: scalar answered with something else than counters\.$/],
    ['page', /answered with a web page/],
    ['login', /redirects \(302\)/],
    ['forbidden', /refuses the credentials \(403\)/],
    ['hang', /did not answer within 300ms/],
    ['huge', /more than 1 MB; its selectors must match fewer series/],
    ['bad', /bad refuses it: `counters.total`: no …/],
  ])('%s is a failed source on both sides', async (kind, sentence) => {
    const found = await read(kind, events);
    expect(found?.canary).toMatchObject({
      reason: 'source-failed',
      sentence: expect.stringMatching(sentence),
    });
    expect(found?.stable).toEqual(found?.canary);
  });

  test('a source that is in the plan alone is told', async () => {
    const [found] = await totalsFrom()(sides, [metric('gone', events)], slot);
    expect(found?.canary).toMatchObject({ sentence: expect.stringContaining('no source `gone`') });
  });

  test('what waits in line behind questions that hang ends with the time-out too', async () => {
    const wanted = Array.from({ length: 9 }, () => metric('hang', events));
    const found = await totalsFrom('hang')(sides, wanted, slot);
    expect(found.map(({ canary }) => canary.kind)).toEqual(wanted.map(() => 'none'));
    expect(asked).toHaveLength(4);
  });
});
