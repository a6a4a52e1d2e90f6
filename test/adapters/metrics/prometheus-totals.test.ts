import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programAt } from '../../../demo/servers/programs.ts';
import { type PrometheusServer, startPrometheus } from '../../../demo/servers/prometheus.ts';
import { createPrometheusTotals } from '../../../src/adapters/metrics/prometheus/totals.ts';
import { EnvironmentName, ServiceName } from '../../../src/core/ids.ts';
import { increase, type KnownInstances } from '../../../src/core/judge/increase.ts';
import type { SideTotals, Totals } from '../../../src/core/judge/totals.ts';
import { type CounterQueries, type Metric, Target } from '../../../src/core/rollout/plan.ts';
import type { MeasureTotals } from '../../../src/ports/measure.ts';
import { type Exposition, startExposition } from './exposition.ts';
import { type ExposedHistogram, exposed, protobufType } from './native-histograms.ts';

const slot = { service: ServiceName.parse('api'), environment: EnvironmentName.parse('production') };
const sides = {
  canary: Target.parse({ version: 'v2', url: 'http://127.0.0.1:1' }),
  stable: Target.parse({ version: 'v1.0', url: 'http://127.0.0.1:1' }),
};

function metric(counted: CounterQueries): Metric {
  const asking = { kind: 'query', source: 'prom', query: 'x', requests: null, errors: null } as const;
  const source = { ...asking, read: { kind: 'instant' }, counted } as const;
  return { name: 'one', unit: 'ratio', baseline: null, source };
}

function events(more: Partial<Extract<CounterQueries, { kind: 'events' }>> = {}): Metric {
  const total = 'hits_total{version="{version}"}';
  const bad = 'hits_total{version="{version}",code=~"5.."}';
  return metric({ kind: 'events', total, bad, goodInstead: false, instance: 'pod', ...more });
}

function histogram(of: string, more: Partial<Extract<CounterQueries, { kind: 'histogram' }>> = {}): Metric {
  return metric({ kind: 'histogram', of, scale: 1000, instance: 'pod', ...more });
}

/** Series of a pod of v2 (or another version) that answered this often with each code. */
function hits(pod: string, ok: number, bad: number | null, version = 'v2'): string {
  const labels = (code: number) => `hits_total{version="${version}",pod="${pod}",code="${code}"}`;
  return `${labels(200)} ${ok}\n${bad === null ? '' : `${labels(503)} ${bad}\n`}`;
}

const buckets = (pod: string, version: string, [some, more, all]: readonly number[]) =>
  [
    ['0.07', some],
    ['2.5', more],
    ['+Inf', all],
  ]
    .map(([le, count]) => `took_seconds_bucket{version="${version}",pod="${pod}",le="${le}"} ${count}\n`)
    .join('');

const always = `${hits('s1', 1000, 10, 'v1.0')}${hits('s2', 2000, null, 'v1.0')}${buckets('a', 'v2', [3, 5, 6])}${buckets('b', 'v2', [0, 0, 0])}${buckets('s1', 'v1.0', [30, 50, 60])}
nowhere_total{version="v2"} 7
half_total{version="v2",pod="a"} 0.5
worse_total{version="v2",pod="a"} 1000
up_and_down{version="v2",pod="a"} -3
`;

const crowd = (from: number, to: number) =>
  Array.from(
    { length: to - from },
    (_, index) => `crowd_total{version="v2",pod="p${from + index}"} 100\n`,
  ).join('');

const native: readonly ExposedHistogram[] = [
  // (0.5, 1] has 4 and (1, 2] has 4: half an octave each.
  { labels: { version: 'v2', pod: 'a' }, schema: 1, first: 1, counts: [1, 3], zeros: 2 },
  { labels: { version: 'v2', pod: 'b' }, schema: 3, first: -7, counts: [1, 1, 1, 1, 1, 1, 1, 1] },
  { labels: { version: 'v1.0', pod: 's1' }, schema: 2, first: -3, counts: [1, 2, 3, 4] },
];

function of(totals: Totals, side: 'canary' | 'stable'): Extract<SideTotals, { kind: 'totals' }>['instances'] {
  const found = totals[side];
  if (found.kind === 'none') throw new Error(found.sentence);
  return found.instances;
}

describe.skipIf(programAt('prometheus') === null)('counters of a real Prometheus', () => {
  let plain: Exposition;
  let binary: Exposition;
  let server: PrometheusServer;
  let read: MeasureTotals;
  let requests = 0;

  async function one(wanted: Metric): Promise<Totals> {
    const [found, ...others] = await read(sides, [wanted], slot);
    if (found === undefined || others.length > 0) throw new Error('one metric was asked for');
    return found;
  }

  /** Tells Prometheus something new and waits until it has scraped it. */
  async function told(
    text: string | null,
    wanted: Metric,
    seen: (totals: Totals) => boolean,
  ): Promise<Totals> {
    plain.tell(text);
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const found = await one(wanted);
      if (seen(found)) return found;
      await sleep(100);
    }
    throw new Error('Prometheus did not see it');
  }

  const canaryIs = (requests: number) => (found: Totals) =>
    found.canary.kind === 'totals' &&
    Object.values(found.canary.instances).reduce(
      (sum, each) => sum + (each.kind === 'events' ? each.requests : 0),
      0,
    ) === requests;

  beforeAll(async () => {
    plain = await startExposition('text/plain; version=0.0.4', always + hits('a', 90, null));
    binary = await startExposition(protobufType, exposed('slow_seconds', native));
    server = await startPrometheus(
      `
global: { scrape_interval: 500ms }
scrape_configs:
  - job_name: shop
    static_configs: [{ targets: ["${plain.address}", "${binary.address}"] }]
`,
      ['--enable-feature=native-histograms'],
    );
    const settings = { timeout: 5000, scrapeInterval: 500, headers: {}, credentials: () => null };
    read = createPrometheusTotals({
      fetch: (...asked) => {
        requests += 1;
        return fetch(...asked);
      },
      sources: [{ name: 'prom', url: server.url, ...settings }],
    });
    await told(always + hits('a', 90, null), events(), canaryIs(90));
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const { stable } = await one(histogram('slow_seconds{version="{version}"}'));
      if (stable.kind === 'totals') break;
      await sleep(100);
    }
  });

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await plain?.[Symbol.asyncDispose]();
    await binary?.[Symbol.asyncDispose]();
  });

  test('both sides come with one request, by instance, and no error counter is no error', async () => {
    requests = 0;
    expect(await one(events())).toEqual({
      metric: 'one',
      canary: { kind: 'totals', instances: { a: { kind: 'events', requests: 90, bad: 0 } } },
      stable: {
        kind: 'totals',
        instances: {
          s1: { kind: 'events', requests: 1010, bad: 10 },
          s2: { kind: 'events', requests: 2000, bad: 0 },
        },
      },
    });
    expect(requests).toBe(1);
  });

  test('instances come and go, and a restart is read as it stands', async () => {
    const two = await told(always + hits('a', 95, 5) + hits('b', 20, 1), events(), canaryIs(121));
    expect(of(two, 'canary')).toEqual({
      a: { kind: 'events', requests: 100, bad: 5 },
      b: { kind: 'events', requests: 21, bad: 1 },
    });
    const restarted = await told(always + hits('a', 2, 1) + hits('b', 30, 1), events(), canaryIs(34));
    expect(of(restarted, 'canary')).toMatchObject({ a: { requests: 3, bad: 1 } });
    const left = await told(always + hits('b', 40, 1), events(), canaryIs(41));
    expect(Object.keys(of(left, 'canary'))).toEqual(['b']);
  });

  test('a version without any series has had no traffic', async () => {
    const { canary, stable } = await told(always, events(), ({ canary }) => canary.kind === 'none');
    expect(canary).toEqual({
      kind: 'none',
      reason: 'no-traffic',
      sentence: 'one of v2: in prom there is no such series, so nothing was counted yet.',
    });
    expect(stable.kind).toBe('totals');
  });

  test('a scrape that fails is a gap: the instances are missing, and later they are back', async () => {
    const gone = await told(null, events(), ({ stable }) => stable.kind === 'none');
    expect(gone.stable).toMatchObject({ reason: 'no-traffic' });
    const back = await told(always, events(), ({ stable }) => stable.kind === 'totals');
    expect(of(back, 'stable')).toMatchObject({ s1: { requests: 1010 } });
  });

  test('good ones instead of bad ones', async () => {
    const good = events({ bad: 'hits_total{version="{version}",code="200"}', goodInstead: true });
    expect(of(await one(good), 'stable')).toEqual({
      s1: { kind: 'events', requests: 1010, bad: 10 },
      s2: { kind: 'events', requests: 2000, bad: 0 },
    });
    const misspelt = events({ bad: 'good_total{version="{version}"}', goodInstead: true });
    expect(await one(misspelt)).toMatchObject({
      canary: { reason: 'empty' },
      stable: { reason: 'empty', sentence: expect.stringContaining('`counters.good` finds no series') },
    });
  });

  test('bad ones that nobody has counted yet are none, and it is said that the selector may be wrong', async () => {
    const misspelt = await one(events({ bad: 'fails_total{version="{version}"}' }));
    expect(of(misspelt, 'stable')).toMatchObject({ s1: { requests: 1010, bad: 0 } });
    expect(misspelt.note).toContain('`counters.bad` finds no series of either version');
    expect((await one(events())).note).toBeUndefined();
  });

  test('series without the label, and all of them without one, are one instance', async () => {
    const nowhere = events({ total: 'nowhere_total{version="{version}"}', bad: 'none{version="{version}"}' });
    expect(of(await one(nowhere), 'canary')).toEqual({ all: { kind: 'events', requests: 7, bad: 0 } });
    expect(of(await one(events({ instance: null })), 'stable')).toEqual({
      all: { kind: 'events', requests: 3010, bad: 10 },
    });
  });

  test('Prometheus names each target by itself', async () => {
    expect(Object.keys(of(await one(events({ instance: 'instance' })), 'stable'))).toEqual([plain.address]);
  });

  test.each([
    [
      { total: 'half_total{version="{version}"}' },
      'not-a-number',
      /its `total` of a is 0.5, which is no count/,
    ],
    [{ total: 'up_and_down{version="{version}"}' }, 'not-a-number', /is -3, which is no count/],
    [
      { total: 'nowhere_total{version="{version}"}', bad: 'half_total{version="{version}"}' },
      'not-a-number',
      /its `bad` of a is 0.5/,
    ],
    [
      { total: 'nowhere_total{version="{version}"}', bad: 'worse_total{version="{version}"}' },
      'wrong-unit',
      /`bad` counts failures of a, and its `total` does not know that instance/,
    ],
    [
      {
        total: 'nowhere_total{version="{version}"}',
        bad: 'worse_total{version="{version}"}',
        instance: null,
      },
      'wrong-unit',
      /of all, `bad` counts 1000 and `total` 7/,
    ],
  ] as const)('%j is no count of requests', async (more, reason, sentence) => {
    const { canary } = await one(events(more));
    expect(canary).toMatchObject({ kind: 'none', reason, sentence: expect.stringMatching(sentence) });
  });

  test('a selector that Prometheus refuses is told by its key, in its words', async () => {
    const found = await one(events({ bad: 'hits_total{version="{version}",code=~"("}' }));
    expect(found.canary).toMatchObject({
      reason: 'source-failed',
      sentence: expect.stringMatching(/^one: prom refuses it: `counters.bad`: 1:\d+: .*missing closing \)/),
    });
    expect(found.stable).toEqual(found.canary);
  });

  test('a classic histogram is told bucket by bucket, in milliseconds', async () => {
    requests = 0;
    expect(await one(histogram('took_seconds_bucket{version="{version}"}'))).toEqual({
      metric: 'one',
      canary: {
        kind: 'totals',
        instances: {
          a: { kind: 'histogram', boundaries: [70, 2500], counts: [3, 2, 1] },
          b: { kind: 'histogram', boundaries: [70, 2500], counts: [0, 0, 0] },
        },
      },
      stable: {
        kind: 'totals',
        instances: { s1: { kind: 'histogram', boundaries: [70, 2500], counts: [30, 20, 10] } },
      },
    });
    expect(requests).toBe(1);
  });

  test('what is no histogram is told', async () => {
    const { canary } = await one(histogram('nowhere_total{version="{version}"}'));
    expect(canary).toMatchObject({ reason: 'not-a-number', sentence: expect.stringContaining('`_bucket`') });
  });

  test('native histograms come on boundaries that do not depend on what was observed', async () => {
    const wanted = histogram('slow_seconds{version="{version}"}');
    const found = await one(wanted);
    const { a, b } = of(found, 'canary');
    const { s1 } = of(found, 'stable');
    if (a?.kind !== 'histogram' || b?.kind !== 'histogram' || s1?.kind !== 'histogram')
      throw new Error('none');
    expect(b.boundaries).toEqual(s1.boundaries);
    expect(b.boundaries.slice(0, 2)).toEqual([0.9765625, 1.16133507324]);
    expect(b.boundaries.at(-1)).toBe(64_000);
    expect(a.boundaries).toEqual(b.boundaries.filter((_, index) => index % 2 === 0));
    const counted = ({ boundaries, counts }: typeof a) =>
      [...boundaries, Infinity].flatMap((boundary, index) =>
        counts[index] === 0 ? [] : [[Math.round(boundary), counts[index]]],
      );
    expect(counted(a)).toEqual([
      [1, 2],
      [1414, 1],
      [2000, 3],
    ]);
    expect(counted(b)).toEqual([
      [595, 2],
      [707, 2],
      [841, 2],
      [1000, 2],
    ]);
    expect(counted(s1)).toEqual([
      [595, 1],
      [707, 2],
      [841, 3],
      [1000, 4],
    ]);
  });

  test('more than 64 instances are counted in 64 groups that keep their names', async () => {
    const wanted = events({ total: 'crowd_total{version="{version}"}', bad: 'none{version="{version}"}' });
    const first = of(await told(always + crowd(0, 500), wanted, canaryIs(50_000)), 'canary');
    expect(Object.keys(first).length).toBeLessThanOrEqual(64);
    const second = of(await told(always + crowd(1, 500), wanted, canaryIs(49_900)), 'canary');
    const changed = Object.keys(second).filter((name) => !Object.hasOwn(first, name));
    expect(changed).toHaveLength(1);
    const third = of(await told(always + crowd(0, 500), wanted, canaryIs(50_000)), 'canary');
    expect(third).toEqual(first);
    const few = of(await told(always + crowd(0, 64), wanted, canaryIs(6400)), 'canary');
    expect(Object.keys(few)).toContain('p63');
  });

  test('between looks nothing is lost or counted twice: not by a gap of one of many', async () => {
    const wanted = events({ total: 'crowd_total{version="{version}"}', bad: 'none{version="{version}"}' });
    const all = always + crowd(0, 100);
    const without = always + crowd(1, 100);
    const grown = `${without}crowd_total{version="v2",pod="p0"} 130\n`;
    const looks = [
      await told(all, wanted, canaryIs(10_000)),
      await told(without, wanted, canaryIs(9900)),
      await told(grown, wanted, canaryIs(10_030)),
    ];
    let known: KnownInstances = {};
    const came = looks.map(({ canary }) => {
      if (canary.kind === 'none') throw new Error(canary.sentence);
      const found = increase(known, canary, null);
      known = found.known;
      expect(found.notes).toEqual([]);
      return Object.values(found.instances).reduce((sum, [each]) => sum + (each?.requests ?? 0), 0);
    });
    expect(came).toEqual([0, 0, 30]);
  });

  test('metrics without counters are left out', async () => {
    const { counted: _, ...source } = events().source as Extract<Metric['source'], { kind: 'query' }>;
    expect(await read(sides, [{ ...events(), source }], slot)).toEqual([]);
  });
});
