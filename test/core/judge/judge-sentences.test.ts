import { expect, test } from 'vitest';
import { judge } from '../../../src/core/judge/judge.ts';
import type { Measurement, Reading } from '../../../src/core/judge/measurement.ts';
import type { Rule } from '../../../src/core/judge/rule.ts';
import type { Metric } from '../../../src/core/rollout/plan.ts';
import { aCheck } from '../../builders/check.ts';

const now = 1_000_000;
const metric: Metric = {
  name: 'error-rate',
  unit: 'ratio',
  source: { kind: 'traffic', series: 'error-rate' },
  baseline: null,
};

function value(number: number, requests: number | null = 1000, errors: number | null = null): Reading {
  return { kind: 'value', value: number, requests, errors };
}

function judged(canary: Reading, stable: Reading, rule: Partial<Rule>) {
  const measurement: Measurement = { metric: 'error-rate', window: 60_000, canary, stable };
  return judge(aCheck('rollback', rule), metric, measurement, null, now);
}

const instant = { text: 'error-rate > 5% instant', instant: true };
const twice = { text: 'error-rate > 2x stable', limit: { kind: 'stable-factor', factor: 2 } } as const;
const stable = value(0.001, 10_000, 10);

test.each<[string, Reading, Reading, Partial<Rule>, string]>([
  [
    'too few requests',
    value(0.2, 84, 17),
    stable,
    {},
    'error-rate > 5%: no data, 84 of 100 canary requests needed',
  ],
  [
    'too few requests to act at once',
    value(1, 19, 19),
    stable,
    instant,
    'error-rate > 5% instant: no data, 19 of 20 canary requests needed',
  ],
  [
    'too few errors to act at once',
    value(0.05, 80, 4),
    stable,
    instant,
    'error-rate > 5% instant: no data, 4 of 5 errors needed below 100 requests',
  ],
  [
    'too few requests of stable',
    value(0.2, 1000, 200),
    value(0.1, 99, 9),
    twice,
    'error-rate > 2x stable: no data, nothing to compare with: 99 of 100 stable requests needed',
  ],
  [
    'too few errors where stable has none',
    value(0.004, 1000, 4),
    value(0, 9000, 0),
    twice,
    'error-rate > 2x stable: no data, stable has 0 to compare with, so 4 of 5 errors needed',
  ],
  [
    'a negative stable',
    value(0.2),
    value(-1),
    twice,
    "error-rate > 2x stable: no data, stable's error-rate is negative, so a factor of it says nothing",
  ],
  [
    'a test, which is no limit',
    value(0.2),
    stable,
    { text: 'error-rate worse than stable', limit: { kind: 'worse', margin: 1 } },
    'error-rate worse than stable: no data, error-rate is judged by its evidence',
  ],
  [
    'another test',
    value(0.2),
    stable,
    { text: 'error-rate within 2x stable', limit: { kind: 'within', margin: 2 } },
    'error-rate within 2x stable: no data, error-rate is judged by its evidence',
  ],
  [
    'a score',
    value(0.2),
    stable,
    { text: 'comparison score >= 75', limit: { kind: 'score', pass: 75 } },
    'comparison score >= 75: no data, error-rate is judged by its evidence',
  ],
])('says that there is no verdict for %s', (_, canary, other, rule, sentence) => {
  expect(judged(canary, other, rule)).toMatchObject({ verdict: 'no-data', acts: false, sentence });
});

test('a share whose errors nobody counts breaks a multiple of nothing as soon as there is any', () => {
  expect(judged(value(0.001), value(0, 9000), twice)).toMatchObject({ acts: true, limit: 0 });
});

test('a share whose errors nobody counts acts at once on requests alone', () => {
  expect(judged(value(0.5, 20), stable, instant).acts).toBe(true);
});
