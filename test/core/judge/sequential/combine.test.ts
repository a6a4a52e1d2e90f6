import { describe, expect, test } from 'vitest';
import { combine, falseAlarmsOf } from '../../../../src/core/judge/sequential/combine.ts';
import { standingOf } from '../../../../src/core/judge/sequential/standing.ts';
import type { Check, CounterQueries, Metric, MetricSource } from '../../../../src/core/rollout/plan.ts';
import { aCheck } from '../../../builders/check.ts';
import { countedEvidence, gaugeEvidence } from '../../../builders/evidence.ts';
import { aPlan, aStage } from '../../../builders/plan.ts';

function aMetric(name: string, source: MetricSource = { kind: 'traffic', series: name }): Metric {
  return { name, unit: 'number', source, baseline: null };
}

function query(counted?: CounterQueries): MetricSource {
  const parts = {
    kind: 'query',
    source: 'prom',
    query: 'q',
    read: { kind: 'instant' },
    requests: null,
    errors: null,
  } as const;
  return counted === undefined ? parts : { ...parts, counted };
}

function worse(metric: string, margin = 1, action: Check['action'] = 'rollback'): Check {
  return aCheck(action, { metric, text: `${metric} ${margin}`, limit: { kind: 'worse', margin } });
}

function planOf(metrics: readonly Metric[], ...stages: readonly (readonly Check[])[]) {
  const all = stages.map((checks, index) => aStage({ name: `${index}`, checks: [...checks] }));
  return aPlan({ metrics: [...metrics], stages: [...all, aStage({ name: 'all', weight: 100 })] });
}

const intervals = (bad: number) =>
  Array.from({ length: 4 }, () => ({ canary: { c: [300, bad] }, stable: { s: [2700, 27] } }));
const good = () => countedEvidence(intervals(3));
const suspect = () => countedEvidence(intervals(8));
const bad = () => countedEvidence(intervals(30));
const alone = (evidence: ReturnType<typeof bad>, margin = 1) =>
  standingOf(evidence, margin, 0.01, false).worse;

const errors = aMetric('error-rate');
const failures = aMetric('5xx-rate');
const latency = aMetric('p95');
const cpu = aMetric('cpu', { kind: 'json', path: '/', field: '/cpu', timeout: 1000 });

/** What an error rate has of the whole where this metric is tested too. */
function shareBeside(metric: Metric): number {
  const plan = planOf([errors, metric], [worse('error-rate'), worse(metric.name)]);
  const { byMetric } = combine(plan, { 'error-rate': good() }, 'rollback');
  return Math.exp((byMetric.get('error-rate')?.log ?? 0) - alone(good()));
}

describe('the evidence of all tested metrics together', () => {
  test('is that of the only one', () => {
    const plan = planOf([errors, failures], [worse('error-rate')]);
    const { byMetric, log, leading } = combine(
      plan,
      { 'error-rate': suspect(), '5xx-rate': bad() },
      'rollback',
    );
    expect(log).toBeCloseTo(alone(suspect()), 9);
    expect(leading).toBe('error-rate');
    expect([...byMetric.keys()]).toEqual(['error-rate']);
  });

  test('is the mean of what each shows, and the one with most of it leads', () => {
    const plan = planOf([errors, failures], [worse('error-rate')], [worse('5xx-rate')]);
    const { byMetric, log, leading } = combine(
      plan,
      { 'error-rate': good(), '5xx-rate': suspect() },
      'rollback',
    );
    const mean = (Math.exp(alone(good())) + Math.exp(alone(suspect()))) / 2;
    expect(log).toBeCloseTo(Math.log(mean), 9);
    expect(leading).toBe('5xx-rate');
    expect(byMetric.get('5xx-rate')?.log).toBeCloseTo(alone(suspect()) - Math.LN2, 9);
    expect(byMetric.get('5xx-rate')?.standing.worse).toBeCloseTo(alone(suspect()), 9);
    expect(combine(plan, { 'error-rate': suspect(), '5xx-rate': good() }, 'rollback').leading).toBe(
      'error-rate',
    );
  });

  test('takes what is not known of a metric for nothing, neither for it nor against', () => {
    const plan = planOf([errors, failures], [worse('error-rate'), worse('5xx-rate')]);
    const { byMetric, log, leading } = combine(plan, { '5xx-rate': suspect() }, 'rollback');
    expect(log).toBeCloseTo(Math.log((1 + Math.exp(alone(suspect()))) / 2), 9);
    expect(leading).toBe('5xx-rate');
    expect(byMetric.has('error-rate')).toBe(false);
  });

  test.each<[string, Metric, Metric]>([
    ['failures that a router counts', aMetric('4xx-rate'), failures],
    ['latencies that a router counts', aMetric('p99'), latency],
    [
      'failures of a metric server',
      aMetric('q', query({ kind: 'events', total: 'a', bad: 'b', goodInstead: false, instance: null })),
      failures,
    ],
    [
      'latencies of a metric server',
      aMetric('q', query({ kind: 'histogram', of: 'h', scale: 1000, instance: null })),
      latency,
    ],
    ['a query alone', aMetric('q', query()), cpu],
    ['a number in a document', cpu, cpu],
    ['what is reported', aMetric('q', { kind: 'reported', event: 'alert' }), cpu],
  ])('gives %s as much as others of its kind', (_, metric, alike) => {
    expect(shareBeside(metric)).toBeCloseTo(shareBeside(alike), 9);
  });

  test('gives failures more than what shows soon', () => {
    expect(shareBeside(failures)).toBeCloseTo(1 / 2, 9);
    expect(shareBeside(latency)).toBeGreaterThan(0.6);
    expect(shareBeside(cpu)).toBeGreaterThan(0.6);
  });

  test('is kept apart by what the checks do', () => {
    const plan = planOf([errors, failures], [worse('error-rate'), worse('5xx-rate', 1, 'warn')]);
    const evidence = { 'error-rate': good(), '5xx-rate': bad() };
    expect(combine(plan, evidence, 'rollback').leading).toBe('error-rate');
    expect(combine(plan, evidence, 'warn').leading).toBe('5xx-rate');
    expect(combine(plan, evidence, 'pause')).toEqual({ byMetric: new Map(), log: 0, leading: null });
  });

  test('counts each metric at the smallest margin that is accepted of it', () => {
    const plan = planOf(
      [errors],
      [worse('error-rate', 2)],
      [worse('error-rate', 1.5)],
      [worse('error-rate', 3)],
    );
    const { byMetric } = combine(plan, { 'error-rate': suspect() }, 'rollback');
    expect(byMetric.get('error-rate')?.standing.accepted).toBe(1.5);
    expect(byMetric.get('error-rate')?.standing.worse).toBeCloseTo(alone(suspect(), 1.5), 9);
  });

  test('is not built on limits, on what is good enough, or on what is not tested', () => {
    const within = aCheck('rollback', {
      metric: '5xx-rate',
      text: 'w',
      limit: { kind: 'within', margin: 2 },
    });
    const plan = planOf([errors, failures], [aCheck('rollback'), within]);
    const evidence = { 'error-rate': bad(), '5xx-rate': bad() };
    expect(combine(plan, evidence, 'rollback')).toEqual({ byMetric: new Map(), log: 0, leading: null });
  });

  test('knows which way a metric gets worse', () => {
    const values = Array.from({ length: 40 }, (_, look) => [50 + (look % 2), 70 + (look % 3)] as const);
    const evidence = { cpu: gaugeEvidence(values) };
    const log = (metric: Metric) => combine(planOf([metric], [worse('cpu')]), evidence, 'rollback').log;
    expect(log({ ...cpu, worse: 'lower' })).toBeGreaterThan(10);
    expect(log({ ...cpu, worse: 'higher' })).toBe(0);
    expect(log(cpu)).toBe(0);
  });

  test('is told in the order of the plan', () => {
    const plan = planOf([latency, errors], [worse('error-rate'), worse('p95')]);
    const evidence = { 'error-rate': good(), p95: { ...good(), metric: 'p95' } };
    expect([...combine(plan, evidence, 'rollback').byMetric.keys()]).toEqual(['p95', 'error-rate']);
  });
});

test('one in a hundred is the false alarms of a rollout whose plan names none', () => {
  expect(falseAlarmsOf(aPlan())).toBe(0.01);
  expect(falseAlarmsOf(aPlan({ sequential: { falseAlarms: 0.05 } }))).toBe(0.05);
});
