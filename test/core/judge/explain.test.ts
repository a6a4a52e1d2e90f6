import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/core/judge/judge.ts';
import type { Rule } from '../../../src/core/judge/rule.ts';
import type { CheckAction, Metric } from '../../../src/core/rollout/plan.ts';
import { aCheck, errorRates } from '../../builders/check.ts';

const now = 1_000_000;
const metric: Metric = {
  name: 'error-rate',
  unit: 'ratio',
  source: { kind: 'traffic', series: 'error-rate' },
  baseline: 0.01,
};

function sentence(action: CheckAction, rate: number, rule: Partial<Rule> = {}, heldFor = 0): string {
  return judge(aCheck(action, rule), metric, errorRates(rate), now - heldFor, now).sentence;
}

const evidence = '(1m window, 1000 requests, stable 0.1%)';
const lasting = { text: 'error-rate > 5% for 5m', sustained: 300_000 };

describe('the sentence of a verdict', () => {
  test.each([
    [
      'a limit that is kept',
      () => sentence('rollback', 0.002),
      `error-rate 0.2% does not break "error-rate > 5%" ${evidence}`,
    ],
    [
      'a limit that is broken',
      () => sentence('rollback', 0.081),
      `error-rate 8.1% breaks "error-rate > 5%" ${evidence}`,
    ],
    [
      'a breach that has just begun',
      () => sentence('rollback', 0.081, lasting),
      `error-rate 8.1% breaks "error-rate > 5% for 5m" ${evidence}, just begun, 5m needed`,
    ],
    [
      'a breach on its way',
      () => sentence('rollback', 0.081, lasting, 120_000),
      `error-rate 8.1% breaks "error-rate > 5% for 5m" ${evidence}, for 2m of 5m`,
    ],
    [
      'a breach that acts',
      () => sentence('rollback', 0.081, lasting, 312_000),
      `error-rate 8.1% breaks "error-rate > 5% for 5m" ${evidence}, held for 5m 12s`,
    ],
    [
      'a criterion that is met',
      () => sentence('criterion', 0.081),
      `error-rate 8.1% meets "error-rate > 5%" ${evidence}`,
    ],
    [
      'a criterion that is not met',
      () => sentence('criterion', 0.002),
      `error-rate 0.2% does not meet "error-rate > 5%" ${evidence}`,
    ],
    [
      'a criterion that has not lasted yet',
      () => sentence('criterion', 0.081, lasting, 60_000),
      `error-rate 8.1% does not meet "error-rate > 5% for 5m" ${evidence}, for 1m of 5m`,
    ],
    [
      'a limit against stable, with the limit it came to',
      () =>
        sentence('rollback', 0.081, {
          text: 'error-rate > 3x stable',
          limit: { kind: 'stable-factor', factor: 3 },
        }),
      'error-rate 8.1% breaks "error-rate > 3x stable" (1m window, 1000 requests, stable 0.1%, limit 0.3%)',
    ],
    [
      'a limit against the baseline, with the limit it came to',
      () =>
        sentence('rollback', 0.081, {
          text: 'error-rate > baseline + 2%',
          limit: { kind: 'baseline-offset', offset: 0.02 },
        }),
      'error-rate 8.1% breaks "error-rate > baseline + 2%" (1m window, 1000 requests, stable 0.1%, limit 3%)',
    ],
  ])('tells %s', (_, said, expected) => {
    expect(said()).toBe(expected);
  });

  test('leaves out what nobody counted', () => {
    const none = { kind: 'none', reason: 'empty', sentence: 'nothing' } as const;
    const canary = { kind: 'value', value: 0.2, requests: null, errors: null } as const;
    const measurement = { metric: 'error-rate', window: 60_000, canary, stable: none };
    expect(judge(aCheck('rollback'), metric, measurement, null, now).sentence).toBe(
      'error-rate 20% breaks "error-rate > 5%" (1m window)',
    );
  });
});
