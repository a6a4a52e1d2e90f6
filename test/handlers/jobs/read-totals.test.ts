import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { lookAt } from '../../../handlers/jobs/look.ts';
import { createReadTotals, type ReadTotalsParts } from '../../../handlers/jobs/read-totals.ts';
import { Failure } from '../../../src/core/failure.ts';
import { noTotals, type Totals } from '../../../src/core/judge/totals.ts';
import type { Metric } from '../../../src/core/rollout/plan.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import type { MeasureTotals } from '../../../src/ports/measure.ts';
import { aCheck } from '../../builders/check.ts';
import { aLog } from '../../builders/log.ts';
import { aPlan, aStage, aTarget } from '../../builders/plan.ts';
import { aRollout, noon } from '../../builders/rollout.ts';
import { memoryRouter } from '../memory-router.ts';

function query(name: string): Metric {
  const counted = {
    kind: 'events',
    total: name,
    bad: `${name}_bad`,
    goodInstead: false,
    instance: null,
  } as const;
  const read = { kind: 'instant' } as const;
  const source = {
    kind: 'query',
    source: 'prom',
    query: name,
    read,
    requests: null,
    errors: null,
    counted,
  } as const;
  return { name, unit: 'ratio', baseline: null, source };
}

function testing(metrics: readonly Metric[], over: Partial<Rollout> = {}): Rollout {
  const checks = metrics.map(({ name }) =>
    aCheck('rollback', {
      metric: name,
      text: `${name} worse than stable`,
      limit: { kind: 'worse', margin: 1 },
    }),
  );
  const stages = [aStage(), aStage({ name: 'later', checks }), aStage({ name: 'all', weight: 100 })];
  return aRollout({
    plan: aPlan({ interval: 200, metrics: [...metrics], stages }),
    stable: aTarget('v1'),
    phase: { kind: 'observing', since: 0, stage: 0, endsAt: 5000, extensions: 0 },
    ...over,
  });
}

function look(rollout: Rollout, now = noon) {
  const found = lookAt(rollout, now);
  if (found === null) throw new Error('a rollout without stable');
  return found;
}

const traffic = (name: string): Metric => ({
  name,
  unit: 'ratio',
  baseline: null,
  source: { kind: 'traffic', series: name },
});

function counting(name: string, requests = 1): readonly Totals[] {
  const side = { kind: 'totals', instances: { all: { kind: 'events', requests, bad: 0 } } } as const;
  return [{ metric: name, canary: side, stable: side }];
}

function reader(over: Partial<ReadTotalsParts> = {}) {
  const router = memoryRouter();
  const measureTotals: MeasureTotals = async (_, [metric]) => counting(metric?.name ?? '');
  const parts = { log: aLog(), routerOf: () => router, measureTotals, ...over };
  return { read: createReadTotals(parts), router, log: parts.log };
}

const sentences = (totals: readonly Totals[] | null) =>
  totals?.map(({ canary }) => (canary.kind === 'none' ? canary.sentence : canary.kind));

test('reads what any stage tests, from the router and from sources, in the order of the plan', async () => {
  const { read, router } = reader();
  router.canaryErrors = 0.02;
  const metrics = [query('payments'), traffic('error-rate'), query('logins'), traffic('p95')];
  const totals = await read(look(testing(metrics)));
  expect(totals?.map(({ metric }) => metric)).toEqual(['payments', 'error-rate', 'logins', 'p95']);
  expect(totals?.[1]).toMatchObject({
    canary: { instances: { all: { kind: 'events', requests: 1000, bad: 20 } } },
    stable: { instances: { all: { kind: 'events', requests: 1000, bad: 0 } } },
  });
  expect(totals?.[3]?.canary).toMatchObject({ instances: { all: { kind: 'histogram' } } });
  const again = await read(look(testing(metrics)));
  expect(again?.[1]).toMatchObject({ canary: { instances: { all: { requests: 2000, bad: 40 } } } });
});

test('reads nothing where the plan tests nothing', async () => {
  const unasked = () => Promise.reject(new Error('nobody asked'));
  const { read } = reader({
    measureTotals: unasked,
    routerOf: () => ({ ...memoryRouter(), totals: unasked }),
  });
  expect(await read(look(testing([])))).toBeNull();
});

test('a router that cannot be asked says why, and keeps no source from being read', async () => {
  const { read, router } = reader();
  router.dead = true;
  const totals = await read(look(testing([traffic('error-rate'), query('payments')])));
  expect(sentences(totals)).toEqual(['The router does not answer.', 'totals']);
});

test('whatever an adapter throws is counters that could not be read, and the log says why', async () => {
  const broken = () => Promise.reject(new TypeError('undefined is not a function'));
  const { read, log } = reader({
    measureTotals: broken,
    routerOf: () => ({ ...memoryRouter(), totals: broken }),
  });
  const totals = await read(look(testing([traffic('error-rate'), query('payments')])));
  expect(sentences(totals)).toEqual([
    'the router could not be asked; the log says why',
    'the source could not be read; the log says why',
  ]);
  expect(log).toHaveProperty('lines.length', 2);
});

test('a source that leaves a metric out has not counted it', async () => {
  const { read } = reader({ measureTotals: async () => [] });
  expect(sentences(await read(look(testing([query('payments')]))))).toEqual(['its source did not count it']);
});

test('a source that hangs keeps only itself waiting', async () => {
  const measureTotals: MeasureTotals = async (_, [metric]) =>
    metric?.name === 'slow' ? new Promise<never>(() => undefined) : counting(metric?.name ?? '');
  const { read } = reader({ measureTotals });
  const totals = await read(look(testing([query('slow'), query('quick')])));
  expect(sentences(totals)).toEqual(['the source has not answered yet', 'totals']);
});

test('a late answer counts at the next look', async () => {
  const late = Promise.withResolvers<readonly Totals[]>();
  let asked = 0;
  const measureTotals: MeasureTotals = () => {
    asked += 1;
    return late.promise;
  };
  const { read } = reader({ measureTotals });
  const rollout = testing([query('payments')]);
  expect(sentences(await read(look(rollout)))).toEqual(['the source has not answered yet']);
  late.resolve(counting('payments', 7));
  await sleep(0);
  expect(await read(look({ ...rollout, measuredAt: noon + 150 }, noon + 200))).toEqual(
    counting('payments', 7),
  );
  expect(asked).toBe(1);
});

test('a late answer that a look of another process overtook is asked for anew, for counters do not go back', async () => {
  const late = Promise.withResolvers<readonly Totals[]>();
  const answers = [late.promise, Promise.resolve(counting('payments', 9))];
  const measureTotals: MeasureTotals = () => answers.shift() ?? Promise.reject(new Error('asked too often'));
  const { read } = reader({ measureTotals });
  const rollout = testing([query('payments')]);
  expect(sentences(await read(look(rollout)))).toEqual(['the source has not answered yet']);
  late.resolve(counting('payments', 7));
  await sleep(0);
  const since = { ...rollout, measuredAt: noon + 400 };
  expect(await read(look(since, noon + 600))).toEqual(counting('payments', 9));
});

test('a failure of the router has its sentence, for every metric that it counts', async () => {
  const totals = () =>
    Promise.reject(new Failure('metrics-unreachable', 'The exporter is away.', { retryable: true }));
  const { read } = reader({ routerOf: () => ({ ...memoryRouter(), totals }) });
  const metrics = [traffic('error-rate'), traffic('p95')];
  expect(await read(look(testing(metrics)))).toEqual(
    noTotals([{ metric: 'error-rate' }, { metric: 'p95' }], 'source-failed', 'The exporter is away.'),
  );
});
