import { expect, test } from 'vitest';
import { askedFor, countedMetrics, testedMetrics } from '../../../src/core/judge/asked.ts';
import type { ComparisonPlan, Metric, MetricSource, Plan, Stage } from '../../../src/core/rollout/plan.ts';
import { aCheck } from '../../builders/check.ts';
import { aPlan, aStage } from '../../builders/plan.ts';

function aMetric(name: string, source: MetricSource): Metric {
  return { name, unit: 'number', source, baseline: null };
}

const errors = aMetric('errors', { kind: 'traffic', series: 'error-rate' });
const throughput = aMetric('throughput', { kind: 'traffic', series: 'throughput' });
const memory = aMetric('memory', { kind: 'json', path: '/stats', field: '/memory', timeout: 1000 });
const queue = aMetric('queue', query());
const payments = aMetric('payments', {
  ...query(),
  counted: { kind: 'events', total: 'all', bad: 'bad', goodInstead: false, instance: null },
});

function query(): Extract<MetricSource, { kind: 'query' }> {
  return {
    kind: 'query',
    source: 'prom',
    query: 'q',
    read: { kind: 'instant' },
    requests: null,
    errors: null,
  };
}

function testOf(metric: string, kind: 'worse' | 'within' = 'worse') {
  return aCheck('rollback', { metric, text: `${metric} ${kind}`, limit: { kind, margin: 1.5 } });
}

function comparisonOf(...names: string[]): ComparisonPlan {
  const metrics = names.map((metric) => ({
    metric,
    group: 'all',
    critical: false,
    mustHaveData: false,
    direction: 'increase' as const,
    allowedIncrease: 1,
    allowedDecrease: 1,
    criticalIncrease: null,
    criticalDecrease: null,
  }));
  return { metrics, groupWeights: {}, confidence: 0.98, tolerance: 0.25, removeOutliers: false };
}

function planOf(checks: readonly Stage['checks'][], over: Partial<Plan> = {}): Plan {
  const stages = checks.map((one, index) => aStage({ name: `${index}`, checks: one }));
  return aPlan({
    interval: 10_000,
    metrics: [errors, throughput, memory, queue, payments],
    stages: [...stages, aStage({ name: 'all', weight: 100 })],
    ...over,
  });
}

test('counters are read of what any stage tests, at every stage, in the order of the plan', () => {
  const plan = planOf([
    [testOf('payments'), aCheck('warn')],
    [testOf('errors', 'within')],
    [testOf('queue')],
  ]);
  expect(countedMetrics(plan)).toEqual([errors, payments]);
  expect(testedMetrics(plan)).toEqual([errors, queue, payments]);
});

test('nothing is counted where nothing is tested', () => {
  expect(countedMetrics(planOf([[aCheck('rollback', { metric: 'errors' })]]))).toEqual([]);
});

test('what has no counters is sampled over one interval, also at stages that do not test it', () => {
  const plan = planOf([[aCheck('rollback', { metric: 'errors' })], [testOf('queue'), testOf('memory')]]);
  for (const stage of [0, 1, 2]) {
    const asked = askedFor(plan, stage).filter(({ window }) => window === plan.interval);
    expect(asked).toEqual([
      { metric: 'memory', window: 10_000 },
      { metric: 'queue', window: 10_000 },
    ]);
  }
});

test('metrics of a comparison are sampled over one interval, whatever counts them', () => {
  const plan = planOf([[aCheck('rollback', { metric: 'errors' })]], {
    comparison: comparisonOf('errors', 'queue'),
  });
  expect(askedFor(plan, 0)).toEqual([
    { metric: 'errors', window: 60_000 },
    { metric: 'throughput', window: 60_000 },
    { metric: 'memory', window: 60_000 },
    { metric: 'queue', window: 60_000 },
    { metric: 'payments', window: 60_000 },
    { metric: 'errors', window: 10_000 },
    { metric: 'queue', window: 10_000 },
  ]);
});

test('one metric and window is asked for once', () => {
  const plan = planOf([[aCheck('rollback', { metric: 'queue', window: 10_000 }), testOf('queue')]], {
    comparison: comparisonOf('queue'),
  });
  const asked = askedFor(plan, 0).map(({ metric, window }) => `${metric}/${window}`);
  expect(asked.filter((one) => one === 'queue/10000')).toHaveLength(1);
  expect(new Set(asked).size).toBe(asked.length);
});

test('a metric without a check is asked for as far back as the first check looks, or a minute', () => {
  const metrics = [errors, throughput];
  const asked = (checks: Stage['checks']) => askedFor(planOf([checks], { metrics }), 0);
  expect(asked([aCheck('rollback', { metric: 'errors', window: 120_000 })])).toEqual([
    { metric: 'errors', window: 120_000 },
    { metric: 'throughput', window: 120_000 },
  ]);
  expect(asked([])).toEqual([
    { metric: 'errors', window: 60_000 },
    { metric: 'throughput', window: 60_000 },
  ]);
});

test('what is counted is not sampled', () => {
  const plan = planOf([[testOf('errors')]], { metrics: [errors, queue] });
  expect(askedFor(plan, 0)).toEqual([
    { metric: 'errors', window: 60_000 },
    { metric: 'queue', window: 60_000 },
  ]);
});

test('a metric with a check is asked for as far back as its own checks look, and no further', () => {
  const checks = [
    aCheck('rollback', { metric: 'errors', window: 120_000 }),
    aCheck('rollback', { metric: 'throughput', window: 300_000 }),
    aCheck('warn', { metric: 'throughput', window: 600_000 }),
  ];
  expect(askedFor(planOf([checks], { metrics: [errors, throughput] }), 0)).toEqual([
    { metric: 'errors', window: 120_000 },
    { metric: 'throughput', window: 300_000 },
    { metric: 'throughput', window: 600_000 },
  ]);
});
