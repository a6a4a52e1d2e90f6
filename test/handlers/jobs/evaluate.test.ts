import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createEvaluate, type EvaluateParts } from '../../../handlers/jobs/evaluate.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import type { Router, TrafficMetrics } from '../../../src/ports/router.ts';
import { aCheck, errorRates } from '../../builders/check.ts';
import { aLog } from '../../builders/log.ts';
import { aPlan, aStage, aTarget } from '../../builders/plan.ts';
import { aRollout, noon } from '../../builders/rollout.ts';
import { memoryRouter } from '../memory-router.ts';

const probe = {
  name: 'db',
  kind: 'custom',
  path: '/health/db',
  critical: false,
  delay: 0,
  every: 100,
  timeout: 60_000,
  failures: 3,
  successes: 1,
} as const;
const memory = {
  name: 'memory',
  unit: 'ratio',
  source: { kind: 'json', path: '/stats', field: '/memory', timeout: 60_000 },
  baseline: null,
} as const;

function observed(): Rollout {
  const base = aPlan();
  const plan = aPlan({
    interval: 200,
    probes: [probe],
    metrics: [...base.metrics, memory],
    stages: [aStage({ checks: [aCheck('rollback')] }), aStage({ weight: 100, name: '100 %' })],
  });
  return aRollout({
    plan,
    stable: aTarget('v1'),
    phase: { kind: 'observing', since: 0, stage: 0, endsAt: 5000, extensions: 0 },
  });
}

function parts(over: Partial<EvaluateParts>): EvaluateParts {
  const router = {
    measure: async () => [errorRates(1)],
    observe: async () => ({ weight: 5, observed: null, requests: 0 }),
  } as Partial<Router & TrafficMetrics> as Router & TrafficMetrics;
  return {
    log: aLog(),
    routerOf: () => router,
    measure: async () => [],
    measureTotals: async () => [],
    measureReported: async () => [],
    runProbe: async ({ name }) => ({ name, healthy: true, sentence: 'answered' }),
    ...over,
  };
}

const never = () => new Promise<never>(() => undefined);

test('a probe and a source that hang keep nobody from judging the traffic', async () => {
  const evaluate = createEvaluate(parts({ runProbe: never, measure: never }));
  const finding = await evaluate(observed(), noon + 60_000);
  expect(finding).toMatchObject({ kind: 'evaluated', probes: [] });
  expect(finding).toHaveProperty('measurements.0.canary.value', 1);
  expect(finding).toHaveProperty('measurements.1.canary', {
    kind: 'none',
    reason: 'source-failed',
    sentence: 'the source has not answered yet',
  });
});

test('a slow probe is asked once and counted when it has answered', async () => {
  let asked = 0;
  const runProbe = async ({ name }: { name: string }) => {
    asked += 1;
    await sleep(250);
    return { name, healthy: false, sentence: 'too late' };
  };
  const evaluate = createEvaluate(parts({ runProbe }));
  expect(await evaluate(observed(), noon + 60_000)).toMatchObject({ probes: [] });
  await sleep(300);
  expect(await evaluate(observed(), noon + 60_300)).toMatchObject({
    probes: [{ name: 'db', healthy: false }],
  });
  expect(asked).toBe(1);
});

test('an adapter that throws anything at all is a source that failed, so that the no-data policy can act', async () => {
  const broken = () => Promise.reject(new TypeError('undefined is not a function'));
  const router = { measure: broken, observe: broken } as Partial<Router & TrafficMetrics> as Router &
    TrafficMetrics;
  const evaluate = createEvaluate(parts({ routerOf: () => router, measure: broken, runProbe: broken }));
  const finding = await evaluate(observed(), noon + 60_000);
  expect(finding).toMatchObject({ probes: [{ healthy: false }], traffic: null });
  const measurements = finding?.kind === 'evaluated' ? finding.measurements : [];
  expect(measurements.map(({ canary }) => canary.kind)).toEqual(['none', 'none']);
});

test('a failure with a sentence is passed on', async () => {
  const measure = () =>
    Promise.reject(new Failure('router-unreachable', 'The proxy is away.', { retryable: true }));
  const router = { measure, observe: measure } as Partial<Router & TrafficMetrics> as Router & TrafficMetrics;
  const finding = await createEvaluate(parts({ routerOf: () => router }))(observed(), noon + 60_000);
  expect(finding).toHaveProperty('measurements.0.canary.sentence', 'The proxy is away.');
});

test('what the version did before this rollout is no evidence against it', async () => {
  const asked: number[] = [];
  const router = {
    measure: async (_routing, _sides, series) => {
      asked.push(...series.map(({ window }) => window));
      return series.map(({ metric, window }) => ({ ...errorRates(1), metric, window }));
    },
    observe: async () => ({ weight: 5, observed: null, requests: 0 }),
  } as Partial<Router & TrafficMetrics> as Router & TrafficMetrics;
  const evaluate = createEvaluate(parts({ routerOf: () => router }));
  const rollout = { ...observed(), ownsSince: noon };
  const windows = async (now: number) => {
    const found = await evaluate(rollout, now);
    return found?.kind === 'evaluated' ? found.measurements.map(({ window }) => window) : [];
  };
  const [window = 0] = await windows(noon + 3_600_000);
  expect(asked[0]).toBe(window);
  expect(await windows(noon + 1500)).toContain(window);
  expect(asked.at(-1)).toBe(1500);
});

function testing(rollout: Rollout): Rollout {
  const worse = aCheck('rollback', { text: 'error-rate worse', limit: { kind: 'worse', margin: 1 } });
  const gauge = aCheck('warn', {
    metric: 'memory',
    text: 'memory worse',
    limit: { kind: 'worse', margin: 1 },
  });
  const [first, ...others] = rollout.plan.stages;
  const stages = [
    { ...(first ?? aStage()), checks: [aCheck('rollback')] },
    aStage({ checks: [worse, gauge] }),
  ];
  return { ...rollout, plan: { ...rollout.plan, stages: [...stages, ...others] } };
}

test('what any stage tests is read at every look: its counters, and what has none over one interval', async () => {
  const router = memoryRouter();
  router.canaryErrors = 0.1;
  const measure: EvaluateParts['measure'] = async (_, wanted) =>
    wanted.map(({ metric, window }) => ({ ...errorRates(0.5), metric: metric.name, window }));
  const evaluate = createEvaluate(parts({ routerOf: () => router, measure }));
  const finding = await evaluate(testing(observed()), noon + 60_000);
  if (finding?.kind !== 'evaluated') throw new Error('nothing was found');
  expect(finding.totals).toEqual([
    {
      metric: 'error-rate',
      canary: { kind: 'totals', instances: { all: { kind: 'events', requests: 1000, bad: 100 } } },
      stable: { kind: 'totals', instances: { all: { kind: 'events', requests: 1000, bad: 0 } } },
    },
  ]);
  const windows = finding.measurements
    .filter(({ metric }) => metric === 'memory')
    .map(({ window }) => window);
  expect(windows).toEqual([60_000, 200]);
});

test('a plan that tests nothing has no counters, and neither has a look without traffic', async () => {
  const evaluate = createEvaluate(parts({ routerOf: memoryRouter }));
  expect(await evaluate(observed(), noon + 60_000)).not.toHaveProperty('totals');
  const tested = testing(observed());
  const preparing: Rollout = {
    ...tested,
    plan: { ...tested.plan, probes: [{ ...probe, kind: 'startup' as const }] },
    phase: {
      kind: 'preparing',
      since: noon,
      progress: { phase: 'prepare', step: 0, attempt: 0, running: false },
    },
  };
  const found = await evaluate(preparing, noon + 60_000);
  expect(found).toMatchObject({ kind: 'evaluated', measurements: [] });
  expect(found).not.toHaveProperty('totals');
});
