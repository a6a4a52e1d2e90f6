import { describe, expect, test } from 'vitest';
import { judgeSequential, type Tested } from '../../../src/core/judge/judge-sequential.ts';
import type { Reading } from '../../../src/core/judge/measurement.ts';
import { combine } from '../../../src/core/judge/sequential/combine.ts';
import type { Evidence } from '../../../src/core/judge/sequential/standing.ts';
import { Verdict } from '../../../src/core/judge/verdict.ts';
import type { Check, CheckAction, Metric } from '../../../src/core/rollout/plan.ts';
import { aCheck } from '../../builders/check.ts';
import { type Between, countedEvidence, gaugeEvidence } from '../../builders/evidence.ts';
import { aPlan, aStage } from '../../builders/plan.ts';

const minute = 60_000;

function aMetric(name: string, more: Partial<Metric> = {}): Metric {
  return { name, unit: 'ratio', source: { kind: 'traffic', series: name }, baseline: null, ...more };
}

const errors = aMetric('error-rate');
const p95 = aMetric('p95', { unit: 'duration' });
const cpu = aMetric('cpu', {
  unit: 'number',
  source: { kind: 'json', path: '/stats', field: '/cpu', timeout: 1000 },
});

function worse(metric: Metric, margin = 1, action: CheckAction = 'rollback'): Check {
  const limit = margin === 1 ? 'stable' : `${margin}x stable`;
  return aCheck(action, {
    text: `${metric.name} worse than ${limit}`,
    metric: metric.name,
    limit: { kind: 'worse', margin },
  });
}

function within(metric: Metric, margin: number): Check {
  return aCheck('criterion', {
    text: `${metric.name} within ${margin}x stable`,
    metric: metric.name,
    limit: { kind: 'within', margin },
  });
}

function minutes(count: number, canary: readonly number[], stable: readonly number[]): readonly Between[] {
  return Array.from({ length: count }, () => ({ canary: { c: canary }, stable: { s: stable } }));
}

const alike = () => countedEvidence(minutes(4, [300, 3], [2700, 27]));
const bad = () => countedEvidence(minutes(4, [300, 30], [2700, 27]));
const few = () => countedEvidence(minutes(1, [100, 1], [2700, 0]));

interface About {
  readonly metric?: Metric;
  readonly evidence?: Readonly<Record<string, Evidence>>;
  readonly others?: readonly (readonly [Metric, Check])[];
  readonly tested?: Partial<Tested>;
  readonly falseAlarms?: number;
}

function judged(
  check: Check,
  { metric = errors, evidence = {}, others = [], tested = {}, falseAlarms }: About,
): Verdict {
  const plan = aPlan({
    metrics: [metric, ...others.map(([other]) => other)],
    stages: [
      aStage({ checks: [check, ...others.map(([, one]) => one)] }),
      aStage({ weight: 100, name: 'all' }),
    ],
    ...(falseAlarms === undefined ? {} : { sequential: { falseAlarms } }),
  });
  return Verdict.parse(
    judgeSequential(plan, {
      check,
      metric,
      evidence: evidence[metric.name],
      countedBefore: 0,
      combined: combine(plan, evidence, check.action),
      measurement: undefined,
      warmUntil: null,
      heldSince: null,
      now: 4 * minute,
      ...tested,
    }),
  );
}

describe('worse than stable', () => {
  test('is shown by what came since the canary had its first traffic', () => {
    expect(judged(worse(errors), { evidence: { 'error-rate': bad() } })).toEqual({
      check: 'rollback: error-rate worse than stable',
      verdict: 'fail',
      value: null,
      limit: null,
      stable: null,
      requests: 1200,
      holdsSince: 4 * minute,
      acts: true,
      outcome: 'worse',
      evidence: { kind: 'e-value', value: 1_000_000_000, needed: 100 },
      sentence:
        'error-rate 10% breaks "error-rate worse than stable" (1200 requests in 4m, stable 1% of 10800, evidence 1000000000, 100 needed)',
    });
  });

  test('is not shown where canary is as good as stable', () => {
    expect(judged(worse(errors), { evidence: { 'error-rate': alike() } })).toMatchObject({
      verdict: 'pass',
      acts: false,
      holdsSince: null,
      outcome: 'not-yet-known',
      sentence: expect.stringMatching(
        /^error-rate 1% does not break "error-rate worse than stable" \(1200 requests in 4m, stable 1% of 10800, evidence [\d.]+, 100 needed\)$/,
      ),
    });
  });

  test.each([
    ['rollback', 'fail'],
    ['pause', 'fail'],
    ['warn', 'warn'],
  ] as const)('of a %s says %s', (action, verdict) => {
    expect(judged(worse(errors, 1, action), { evidence: { 'error-rate': bad() } }).verdict).toBe(verdict);
  });

  test('holds since it was first shown', () => {
    const evidence = { 'error-rate': bad() };
    expect(judged(worse(errors), { evidence, tested: { heldSince: minute } }).holdsSince).toBe(minute);
    expect(
      judged(worse(errors), { evidence: { 'error-rate': alike() }, tested: { heldSince: minute } }),
    ).toMatchObject({
      holdsSince: null,
    });
  });

  test('needs more evidence where fewer false alarms are accepted', () => {
    const evidence = { 'error-rate': countedEvidence(minutes(2, [300, 10], [2700, 27])) };
    const found = judged(worse(errors), { evidence }).evidence?.value ?? 0;
    expect(found).toBeGreaterThan(2);
    const lenient = judged(worse(errors), { evidence, falseAlarms: 1.25 / found });
    expect(lenient).toMatchObject({ acts: true, evidence: { value: found } });
    expect(lenient.evidence?.needed).toBeCloseTo(found / 1.25, 9);
    expect(judged(worse(errors), { evidence, falseAlarms: 0.8 / found }).acts).toBe(false);
  });

  test('is the finding of the metric that has most of the evidence, and of no other', () => {
    const other = aMetric('5xx-rate');
    const both = {
      others: [[other, worse(other)]] as const,
      evidence: { 'error-rate': bad(), '5xx-rate': alike() },
    };
    expect(judged(worse(errors), both)).toMatchObject({ acts: true, outcome: 'worse' });
    const turned = {
      others: [[other, worse(other)]] as const,
      evidence: { 'error-rate': alike(), '5xx-rate': bad() },
    };
    const quiet = judged(worse(errors), turned);
    expect(quiet).toMatchObject({ acts: false, verdict: 'pass' });
    expect(quiet.evidence?.value).toBeLessThan(1);
  });

  test('shares what it takes with metrics that nothing is known of', () => {
    const other = aMetric('5xx-rate');
    const alone = judged(worse(errors), { evidence: { 'error-rate': few() } }).evidence?.value ?? 0;
    const shared = judged(worse(errors), {
      evidence: { 'error-rate': few() },
      others: [[other, worse(other)]],
    }).evidence?.value;
    expect(shared).toBeCloseTo((alone + 1) / 2, 0);
  });

  test('tells the smallest e-values and the largest in few digits', () => {
    for (const evidence of [alike(), few(), bad()]) {
      const { value = 0 } = judged(worse(errors), { evidence: { 'error-rate': evidence } }).evidence ?? {};
      expect(value).toBe(Number(value.toPrecision(2)));
      expect(value).toBeLessThanOrEqual(1e9);
    }
  });
});

describe('within a multiple of stable', () => {
  const long = () => countedEvidence(minutes(60, [300, 3], [2700, 27]));

  test('is shown by enough requests', () => {
    const verdict = judged(within(errors, 1.5), {
      evidence: { 'error-rate': long() },
      tested: { now: 60 * minute },
    });
    expect(verdict).toMatchObject({
      verdict: 'pass',
      acts: true,
      outcome: 'good-enough',
      holdsSince: 60 * minute,
      evidence: { kind: 'e-value', needed: 100 },
    });
    expect(verdict.sentence).toMatch(
      /^error-rate 1% meets "error-rate within 1.5x stable" \(18000 requests in 1h, stable 1% of 162000, evidence \d+, 100 needed\)$/,
    );
    expect(verdict.evidence?.value).toBeGreaterThan(100);
  });

  test('is not known of few', () => {
    const verdict = judged(within(errors, 1.5), { evidence: { 'error-rate': alike() } });
    expect(verdict).toMatchObject({
      verdict: 'fail',
      acts: false,
      outcome: 'not-yet-known',
      holdsSince: null,
    });
    expect(verdict.sentence).toMatch(/^error-rate 1% does not meet yet "error-rate within 1.5x stable" \(/);
  });

  test('holds since it was first shown', () => {
    const tested = { now: 60 * minute, heldSince: 50 * minute };
    expect(judged(within(errors, 1.5), { evidence: { 'error-rate': long() }, tested }).holdsSince).toBe(
      50 * minute,
    );
  });
});

describe('what it is judged by', () => {
  test('is told as the metric tells it', () => {
    const good = aMetric('success-rate');
    const lower = aMetric('conversion', {
      worse: 'lower',
      source: { kind: 'traffic', series: 'conversion' },
    });
    for (const metric of [good, lower]) {
      const found = judged(worse(metric), {
        metric,
        evidence: { [metric.name]: { ...bad(), metric: metric.name } },
      });
      expect(found.sentence).toContain(`${metric.name} 90% breaks "${metric.name} worse than stable"`);
      expect(found.sentence).toContain('stable 99% of 10800');
    }
  });

  test('has a share of nothing while stable has had no requests', () => {
    const evidence = { 'error-rate': countedEvidence(minutes(1, [100, 1], [0, 0])) };
    expect(judged(worse(errors), { evidence, tested: { now: minute } }).sentence).toContain(
      '(100 requests in 1m, stable 0% of 0,',
    );
  });

  test('is the boundary of a latency that says most', () => {
    const boundaries = [100, 250, 500];
    const first = [200, 90, 8, 2];
    const evidence = countedEvidence(
      Array.from({ length: 5 }, () => ({
        canary: { c: [10, 10, 80, 0] },
        stable: { s: first },
      })),
      { metric: 'p95', boundaries },
    );
    const found = judged(worse(p95), {
      metric: p95,
      evidence: { p95: evidence },
      tested: { now: 5 * minute },
    });
    expect(found.acts).toBe(true);
    expect(found.sentence).toMatch(
      /^p95: 80% slower than 250ms breaks "p95 worse than stable" \(\d+ requests in [\dms ]+, stable [\d.]+% of \d+, evidence \d+, 100 needed\)$/,
    );
  });

  test('is the mean of what is no count', () => {
    const values = Array.from({ length: 42 }, (_, look) => [72 + (look % 3), 50 + (look % 2)] as const);
    const evidence = { cpu: gaugeEvidence(values) };
    const found = judged(worse(cpu), { metric: cpu, evidence });
    expect(found).toMatchObject({
      acts: true,
      requests: null,
      stable: 50.5,
      value: 73,
      sentence:
        'cpu 73 on average breaks "cpu worse than stable" (42 looks, stable 50.5, evidence 1000000000, 100 needed)',
    });
  });

  test('says what the sources said amiss, and how stable differs from itself', () => {
    const note = "canary's c went backwards without beginning again";
    const sentence = (stable: (look: number) => Between['stable']) => {
      const intervals = Array.from({ length: 30 }, (_, look) => ({
        canary: { c: [300, 6] },
        stable: stable(look),
      }));
      const evidence = { 'error-rate': { ...countedEvidence(intervals), note } };
      return judged(worse(errors, 1.1), { evidence, tested: { now: 30 * minute } }).sentence;
    };
    expect(sentence(() => ({ a: [900, 7], b: [900, 9], c: [900, 11] }))).toMatch(
      /, evidence [\d.]+, 100 needed, [\d.]+ times the odds accepted, for stable's instances differ, canary's c went backwards without beginning again\)$/,
    );
    expect(sentence((look) => ({ a: [900, look % 9 === 0 ? 81 : 0], b: [900, 9], c: [900, 9] }))).toMatch(
      /, evidence [\d.]+, 100 needed, counts of stable vary \d+ times as much as chance, canary's c went backwards without beginning again\)$/,
    );
    expect(sentence(() => ({ a: [900, 0], b: [900, 1], c: [900, 80] }))).toMatch(
      /, 100 needed, .*stable's instances differ so much from each other that no difference would show, canary's c went/,
    );
  });

  test('counts since both sides told something', () => {
    const sentence = (since: number | null) =>
      judged(worse(errors), { evidence: { 'error-rate': { ...bad(), since } } }).sentence;
    expect(sentence(minute)).toContain('(1200 requests in 3m, stable');
    expect(sentence(null)).toContain('(1200 requests, stable');
  });

  test('of what gets worse downwards is good enough when it is not much lower', () => {
    const lower: Metric = { ...cpu, worse: 'lower' };
    const values = Array.from({ length: 60 }, (_, look) => [45 + (look % 3), 50 + (look % 2)] as const);
    const good = (margin: number) =>
      judged(within(lower, margin), { metric: lower, evidence: { cpu: gaugeEvidence(values) } });
    expect(good(1.3)).toMatchObject({ acts: true, outcome: 'good-enough' });
    expect(good(1.3).sentence).toMatch(
      /^cpu 46 on average meets "cpu within 1.3x stable" \(60 looks, stable 50.5, evidence \d+, 100 needed\)$/,
    );
    expect(good(1.05)).toMatchObject({ acts: false, outcome: 'not-yet-known' });
    expect(judged(within(cpu, 1.05), { metric: cpu, evidence: { cpu: gaugeEvidence(values) } }).acts).toBe(
      true,
    );
  });

  test('is its own where the checks that are meant are others', () => {
    const evidence = { 'error-rate': bad() };
    const combined = { byMetric: new Map(), log: 0, leading: null };
    const found = judged(worse(errors, 1.3), { evidence, tested: { combined } });
    expect(found).toMatchObject({ acts: false, evidence: { value: 1 } });
    expect(found.sentence).toContain(
      'error-rate 10% does not break "error-rate worse than 1.3x stable" (1200',
    );
  });

  test('is not said to be uneven where the margin alone is accepted', () => {
    const found = judged(worse(errors, 1.2), { evidence: { 'error-rate': alike() } });
    expect(found.sentence).not.toContain('accepted');
    expect(found.sentence).not.toContain('vary');
  });

  test('comes with the value of the moment and its page', () => {
    const reading = (value: number): Reading => ({ kind: 'value', value, requests: 100, errors: 1 });
    const measurement = {
      metric: 'error-rate',
      window: minute,
      canary: reading(0.02),
      stable: reading(0.01),
      link: 'http://prometheus.example/graph',
    };
    const evidence = { 'error-rate': alike() };
    expect(judged(worse(errors), { evidence, tested: { measurement } })).toMatchObject({
      value: 0.02,
      stable: 0.01,
      link: 'http://prometheus.example/graph',
    });
    const none = { kind: 'none', reason: 'empty', sentence: 'nothing' } as const;
    const odd = { ...measurement, canary: none, stable: reading(Number.NaN) };
    expect(judged(worse(errors), { evidence, tested: { measurement: odd } })).toMatchObject({
      value: null,
      stable: null,
    });
  });
});

describe('no data', () => {
  const measurement = {
    metric: 'error-rate',
    window: minute,
    canary: { kind: 'none', reason: 'empty', sentence: 'nothing' },
    stable: { kind: 'none', reason: 'empty', sentence: 'nothing' },
    link: 'http://prometheus.example/graph',
  } as const;

  test.each<[string, () => Evidence | undefined, Partial<Tested>, number | null, string]>([
    ['before anything was counted', () => undefined, {}, null, 'nothing has been counted yet'],
    [
      'while the canary warms up',
      () => bad(),
      { warmUntil: 6 * minute },
      1200,
      'the canary warms up for 2m more',
    ],
    [
      'while a source is silent',
      () => ({ ...bad(), silence: 'Prometheus did not answer' }),
      {},
      1200,
      'Prometheus did not answer',
    ],
    [
      'without a request of the canary',
      () => countedEvidence(minutes(3, [0, 0], [2700, 27])),
      {},
      0,
      'no requests of the canary have been counted yet',
    ],
    [
      'without a question',
      () => ({ ...alike(), strands: [] }),
      {},
      0,
      'no requests of the canary have been counted yet',
    ],
  ])('%s', (_, known, tested, requests, why) => {
    const found = known();
    const evidence = found === undefined ? {} : { 'error-rate': found };
    for (const check of [worse(errors), within(errors, 2)]) {
      expect(judged(check, { evidence, tested: { ...tested, measurement, heldSince: minute } })).toEqual({
        check: check.id,
        verdict: 'no-data',
        value: null,
        limit: null,
        stable: null,
        requests,
        holdsSince: check.action === 'criterion' ? null : minute,
        acts: false,
        outcome: 'not-yet-known',
        link: 'http://prometheus.example/graph',
        sentence: `${check.rule.text}: no data, ${why}`,
      });
    }
  });

  test('without a look at what is no count', () => {
    const evidence = { cpu: { ...gaugeEvidence([[1, 1]]), looks: 0 } };
    expect(judged(worse(cpu), { metric: cpu, evidence })).toMatchObject({
      verdict: 'no-data',
      requests: null,
    });
  });
});
