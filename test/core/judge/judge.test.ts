import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/core/judge/judge.ts';
import type { Measurement, Reading } from '../../../src/core/judge/measurement.ts';
import type { Rule } from '../../../src/core/judge/rule.ts';
import type { Verdict } from '../../../src/core/judge/verdict.ts';
import type { CheckAction, Metric } from '../../../src/core/rollout/plan.ts';
import { aCheck, errorRates } from '../../builders/check.ts';

const now = 1_000_000;

const ratio: Metric = {
  name: 'error-rate',
  unit: 'ratio',
  source: { kind: 'traffic', series: 'error-rate' },
  baseline: null,
};
const gauge: Metric = { ...ratio, name: 'error-rate', unit: 'number' };

function value(number: number, requests: number | null = 1000, errors: number | null = null): Reading {
  return { kind: 'value', value: number, requests, errors };
}

function reading(canary: Reading, stable: Reading = value(0.001, 10_000, 10)): Measurement {
  return { metric: 'error-rate', window: 60_000, canary, stable };
}

interface Judged {
  readonly action?: CheckAction;
  readonly rule?: Partial<Rule>;
  readonly metric?: Metric;
  readonly heldFor?: number | null;
  readonly interval?: number;
}

function judged(measurement: Measurement | undefined, about: Judged = {}): Verdict {
  const { action = 'rollback', rule = {}, metric = ratio, heldFor = null, interval = 0 } = about;
  const heldSince = heldFor === null ? null : now - heldFor;
  return judge(aCheck(action, rule), metric, measurement, heldSince, now, interval);
}

const absolute = (limit: number) => ({ kind: 'absolute', value: limit }) as const;
const timesStable = (factor: number) => ({ kind: 'stable-factor', factor }) as const;

describe('an absolute limit', () => {
  test.each([
    ['>', 0.05, false],
    ['>', 0.0501, true],
    ['>=', 0.05, true],
    ['>=', 0.0499, false],
    ['<', 0.05, false],
    ['<', 0.0499, true],
    ['<=', 0.05, true],
    ['<=', 0.0501, false],
  ] as const)('%s 5%% at %d holds: %s', (comparison, rate, holds) => {
    const verdict = judged(reading(value(rate)), { rule: { comparison, limit: absolute(0.05) } });
    expect(verdict).toMatchObject({ value: rate, limit: 0.05, holdsSince: holds ? now : null, acts: holds });
  });

  test.each([
    ['rollback', true, 'fail'],
    ['rollback', false, 'pass'],
    ['pause', true, 'fail'],
    ['pause', false, 'pass'],
    ['warn', true, 'warn'],
    ['warn', false, 'pass'],
    ['criterion', true, 'pass'],
    ['criterion', false, 'fail'],
  ] as const)('says of a %s whose condition holds (%s): %s', (action, holds, verdict) => {
    expect(judged(reading(value(holds ? 0.2 : 0)), { action }).verdict).toBe(verdict);
  });
});

describe('a limit against the baseline', () => {
  const rule = { comparison: '<', limit: { kind: 'baseline-offset', offset: -0.05 } } as const;
  const metric = { ...ratio, baseline: 0.855 };

  test.each([
    [0.8049, true],
    [0.805, false],
    [0.806, false],
  ])('is percentage points away from it: %d breaks it: %s', (rate, acts) => {
    expect(judged(reading(value(rate)), { rule, metric })).toMatchObject({ limit: 0.805, acts });
  });

  test('acts exactly at its limit, whatever the sums of fractions come to', () => {
    const inclusive = { ...rule, comparison: '<=' } as const;
    expect(judged(reading(value(0.805)), { rule: inclusive, metric }).acts).toBe(true);
  });

  test('has no data where no baseline is declared', () => {
    expect(judged(reading(value(0.1)), { rule })).toMatchObject({
      verdict: 'no-data',
      sentence: expect.stringContaining('error-rate has no baseline'),
    });
  });
});

describe('a limit against stable', () => {
  const rule = { text: 'error-rate > 1.5x stable', limit: timesStable(1.5) };

  test.each([
    [0.03, 0.02, false],
    [0.0301, 0.02, true],
    [0.02, 0.02, false],
  ])('canary %d against stable %d breaks 1.5x: %s', (canary, stable, acts) => {
    const verdict = judged(reading(value(canary), value(stable)), { rule });
    expect(verdict).toMatchObject({ acts, stable });
    expect(verdict.limit).toBeCloseTo(0.03, 12);
  });

  test('acts exactly at its limit: 10 % over 200 is 220', () => {
    const inclusive = { comparison: '>=', limit: timesStable(1.1) } as const;
    expect(judged(reading(value(220), value(200)), { rule: inclusive, metric: gauge })).toMatchObject({
      acts: true,
      limit: 220,
    });
  });

  test.each([
    ['>', 1.5, false],
    ['>=', 1.5, false],
    ['<', 1.5, true],
    ['<=', 1.1, true],
    ['>', 0.95, true],
    ['<', 0.95, false],
  ] as const)('treats 0 against 0 as alike: %s %dx stable holds: %s', (comparison, factor, holds) => {
    const both = reading(value(0, 1000, 0), value(0, 9000, 0));
    expect(judged(both, { rule: { comparison, limit: timesStable(factor) } }).acts).toBe(holds);
  });

  test.each([1, 4])('is not broken by %d errors where stable has none', (errors) => {
    const verdict = judged(reading(value(errors / 1000, 1000, errors), value(0, 9000, 0)), { rule });
    expect(verdict).toMatchObject({ verdict: 'no-data', acts: false });
    expect(verdict.sentence).toContain(`stable has 0 to compare with, so ${errors} of 5 errors needed`);
  });

  test('is broken by five errors where stable has none', () => {
    const verdict = judged(reading(value(0.005, 1000, 5), value(0, 9000, 0)), { rule });
    expect(verdict).toMatchObject({ acts: true, limit: 0 });
  });

  test('is broken by any figure without errors that is above a stable of 0', () => {
    const verdict = judged(reading(value(3, null), value(0, null)), { rule, metric: gauge });
    expect(verdict).toMatchObject({ acts: true });
  });

  test.each<[string, Reading, string]>([
    [
      'has none',
      { kind: 'none', reason: 'no-traffic', sentence: 'no requests' },
      'nothing to compare with: no requests',
    ],
    ['is not a number', value(Number.NaN), "stable's error-rate is not a number"],
    ['is endless', value(Number.POSITIVE_INFINITY), "stable's error-rate is not a number"],
    ['is negative', value(-2), "stable's error-rate is negative"],
    ['has 99 requests', value(0.2, 99, 20), 'nothing to compare with: 99 of 100 stable requests needed'],
  ])('has no data while stable %s', (_, stable, why) => {
    const verdict = judged(reading(value(0.2, 1000, 200), stable), { rule });
    expect(verdict).toMatchObject({ verdict: 'no-data', value: null, limit: null, acts: false });
    expect(verdict.sentence).toContain(why);
  });

  test('is compared with 20 requests of stable where the rule is instant', () => {
    const instant = { ...rule, instant: true };
    const canary = value(0.5, 20, 10);
    expect(judged(reading(canary, value(0.05, 20, 1)), { rule: instant }).acts).toBe(true);
    expect(judged(reading(canary, value(0.05, 19, 1)), { rule: instant }).verdict).toBe('no-data');
  });
});

describe('too few samples', () => {
  test.each([
    ['a limit', 99, 50, false, false],
    ['a limit', 100, 50, false, true],
    ['a limit', 100, 6, false, true],
    ['an instant rule', 19, 19, true, false],
    ['an instant rule', 20, 4, true, false],
    ['an instant rule', 20, 5, true, true],
    ['an instant rule', 99, 4, true, false],
    ['an instant rule', 100, 6, true, true],
  ])(
    '%s with %d requests and %d errors (instant: %s) is judged: %s',
    (_, requests, errors, instant, known) => {
      const verdict = judged(reading(value(errors / requests, requests, errors)), { rule: { instant } });
      expect(verdict.verdict).toBe(known ? 'fail' : 'no-data');
      expect(verdict.requests).toBe(requests);
    },
  );

  test('an instant rule on latency needs requests but no errors', () => {
    const metric: Metric = { ...ratio, unit: 'duration' };
    expect(judged(reading(value(900, 20, 0)), { rule: { instant: true }, metric }).acts).toBe(true);
  });

  test('a gauge that counts no requests needs none', () => {
    expect(judged(reading(value(1, null)), { metric: gauge }).acts).toBe(true);
  });

  test('a plan may ask for fewer requests, also fewer than an instant rule needs', () => {
    const rule = { minimumRequests: 10, instant: true };
    expect(judged(reading(value(0.1, 10, 1)), { rule }).acts).toBe(true);
    expect(judged(reading(value(0.1, 9, 1)), { rule }).verdict).toBe('no-data');
  });

  test('says how many are there and how many are needed', () => {
    expect(judged(errorRates(0.2, 0, 84)).sentence).toBe(
      'error-rate > 5%: no data, 84 of 100 canary requests needed',
    );
  });
});

describe('what is no measurement', () => {
  const reasons = [
    'no-traffic',
    'too-few-samples',
    'not-a-number',
    'empty',
    'many-series',
    'wrong-unit',
    'source-failed',
  ] as const;
  const silent = [
    ...reasons.map((reason) => reading({ kind: 'none', reason, sentence: `because of ${reason}` })),
    reading(value(Number.NaN)),
    reading(value(Number.POSITIVE_INFINITY)),
    undefined,
  ];
  const named = [...reasons, 'NaN', 'infinity', 'nothing at all'].map(
    (name, n) => [name, silent[n]] as const,
  );

  test.each(named)('%s is no data for a trigger and for a criterion, never a pass', (_, measurement) => {
    for (const action of ['rollback', 'pause', 'warn', 'criterion'] as const) {
      for (const comparison of ['>', '<'] as const) {
        const verdict = judged(measurement, { action, rule: { comparison } });
        expect(verdict).toMatchObject({ verdict: 'no-data', acts: false, value: null, limit: null });
      }
    }
  });

  test('the reason is said', () => {
    expect(judged(silent[4]).sentence).toBe('error-rate > 5%: no data, because of many-series');
    expect(judged(undefined).sentence).toBe('error-rate > 5%: no data, error-rate was not measured');
    expect(judged(silent[7]).sentence).toBe("error-rate > 5%: no data, canary's error-rate is not a number");
  });

  test('silence does not end a breach, and acts on nothing', () => {
    const rule = { sustained: 60_000 };
    expect(judged(undefined, { rule, heldFor: 90_000 })).toMatchObject({
      holdsSince: now - 90_000,
      acts: false,
    });
  });

  test('silence ends what a criterion has proven so far', () => {
    const rule = { sustained: 60_000 };
    expect(judged(undefined, { action: 'criterion', rule, heldFor: 90_000 }).holdsSince).toBeNull();
  });
});

describe('a rule with a duration', () => {
  const rule = { sustained: 10_000 };
  const broken = reading(value(0.2));

  test('begins when its condition is first seen and does not act yet', () => {
    expect(judged(broken, { rule })).toMatchObject({ verdict: 'warn', holdsSince: now, acts: false });
  });

  test.each([
    [9999, false],
    [10_000, true],
    [50_000, true],
  ])('after %d ms of 10 s acts: %s', (heldFor, acts) => {
    expect(judged(broken, { rule, heldFor })).toMatchObject({
      verdict: acts ? 'fail' : 'warn',
      holdsSince: now - heldFor,
      acts,
    });
  });

  test('begins again after one look without the condition', () => {
    expect(judged(reading(value(0)), { rule, heldFor: 9000 })).toMatchObject({
      verdict: 'pass',
      holdsSince: null,
    });
  });

  test.each([
    ['for 10s every 10s', 10_000, 10_000, 9000, true],
    ['for 10s every 10s', 10_000, 10_000, 8999, false],
    ['for 2s every 1s', 2000, 1000, 1900, true],
    ['for 2s every 1s', 2000, 1000, 1899, false],
    ['for 5m every 10s', 300_000, 10_000, 299_000, true],
    ['for 5m every 10s', 300_000, 10_000, 298_999, false],
    ['for 1s every 10s', 1000, 10_000, 0, false],
    ['for 1s every 10s', 1000, 10_000, 900, true],
  ])(
    '%s: a look that comes a little early counts (%d, %d, held %d: %s)',
    (_, sustained, interval, heldFor, acts) => {
      expect(judged(broken, { rule: { sustained }, interval, heldFor }).acts).toBe(acts);
    },
  );

  test('a criterion is met only once its condition has lasted', () => {
    const met = { action: 'criterion', rule } as const;
    expect(judged(broken, met)).toMatchObject({ verdict: 'fail', holdsSince: now });
    expect(judged(broken, { ...met, heldFor: 10_000 })).toMatchObject({ verdict: 'pass', acts: true });
  });

  test('a warning is said only once its condition has lasted', () => {
    expect(judged(broken, { action: 'warn', rule }).verdict).toBe('pass');
    expect(judged(broken, { action: 'warn', rule, heldFor: 10_000 }).verdict).toBe('warn');
  });
});

test('a verdict leads to where its value can be looked up, with and without data', () => {
  const link = 'https://prometheus.example.org/graph?g0.expr=up';
  const none: Reading = { kind: 'none', reason: 'no-traffic', sentence: 'no requests' };
  expect(judged({ ...reading(value(0.5)), link }).link).toBe(link);
  expect(judged({ ...reading(none), link }).link).toBe(link);
  expect(judged(reading(value(0.5)))).not.toHaveProperty('link');
  expect(judged(undefined)).not.toHaveProperty('link');
});
