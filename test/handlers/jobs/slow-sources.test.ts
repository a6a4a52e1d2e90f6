import { expect, test } from 'vitest';
import { createEvaluate } from '../../../handlers/jobs/evaluate.ts';
import type { Metric } from '../../../src/core/rollout/plan.ts';
import type { MeasureMetrics } from '../../../src/ports/measure.ts';
import type { Router, TrafficMetrics } from '../../../src/ports/router.ts';
import { aCheck } from '../../builders/check.ts';
import { aLog } from '../../builders/log.ts';
import { aPlan, aStage, aTarget } from '../../builders/plan.ts';
import { aRollout, noon } from '../../builders/rollout.ts';

function query(name: string): Metric {
  const read = { kind: 'instant' } as const;
  const source = { kind: 'query', source: 'prom', query: name, read, requests: null, errors: null } as const;
  return { name, unit: 'ratio', baseline: null, source };
}

test('a query that takes long keeps only itself waiting, and learns what it measures', async () => {
  const plan = aPlan({
    interval: 200,
    metrics: [...aPlan().metrics, query('slow'), query('quick')],
    stages: [aStage({ checks: [aCheck('rollback')] }), aStage({ weight: 100, name: '100 %' })],
  });
  const rollout = aRollout({
    plan,
    stable: aTarget('v1'),
    phase: { kind: 'observing', since: 0, stage: 0, endsAt: 5000, extensions: 0 },
  });
  const slots: unknown[] = [];
  const measure: MeasureMetrics = async (_, wanted, slot) => {
    slots.push(slot);
    if (wanted.some(({ metric }) => metric.name === 'slow')) await new Promise(() => undefined);
    const value = { kind: 'value', value: 0.5, requests: null, errors: null } as const;
    return wanted.map(({ metric, window }) => ({
      metric: metric.name,
      window,
      canary: value,
      stable: value,
    }));
  };
  const router = {
    measure: async () => [],
    observe: async () => ({ weight: 5, observed: null, requests: 0 }),
  } as Partial<Router & TrafficMetrics> as Router & TrafficMetrics;
  const runProbe = () => Promise.reject(new Error('no probes'));
  const unasked = { measureTotals: async () => [], measureReported: async () => [] };
  const parts = { log: aLog(), routerOf: () => router, measure, ...unasked, runProbe };
  const finding = await createEvaluate(parts)(rollout, noon + 60_000);
  const measurements = finding?.kind === 'evaluated' ? finding.measurements : [];
  expect(measurements.find(({ metric }) => metric === 'quick')?.canary).toMatchObject({ value: 0.5 });
  expect(measurements.find(({ metric }) => metric === 'slow')?.canary).toMatchObject({
    sentence: 'the source has not answered yet',
  });
  expect(slots).toContainEqual({ service: 'api', environment: 'production' });
});
