import { describe, expect, test } from 'vitest';
import { Measurement, ProbeResult } from '../../../src/core/judge/measurement.ts';
import { Comparison, Limit, Rule, Unit } from '../../../src/core/judge/rule.ts';
import { Verdict } from '../../../src/core/judge/verdict.ts';
import { aRule, errorRates } from '../../builders/check.ts';

const verdict: Verdict = {
  check: 'rollback: error-rate > 5%',
  verdict: 'pass',
  value: 0.01,
  limit: 0.05,
  stable: 0.012,
  requests: 412,
  holdsSince: 1_000_000,
  acts: false,
  outcome: 'not-yet-known',
  evidence: { kind: 'e-value', value: 3.2, needed: 100 },
  link: 'http://prometheus.example/graph',
  sentence: 'error-rate 1% does not break "error-rate > 5%"',
};

describe('what is recorded is read back as it was', () => {
  test.each(['pass', 'warn', 'fail', 'no-data'] as const)('a verdict that says %s', (said) => {
    expect(Verdict.parse({ ...verdict, verdict: said })).toEqual({ ...verdict, verdict: said });
  });

  test.each(['worse', 'good-enough', 'not-yet-known'] as const)('a verdict that came to %s', (outcome) => {
    expect(Verdict.parse({ ...verdict, outcome })).toEqual({ ...verdict, outcome });
  });

  test.each(['e-value', 'score'] as const)('a verdict whose evidence is an %s', (kind) => {
    const evidence = { kind, value: 81, needed: 75 };
    expect(Verdict.parse({ ...verdict, evidence })).toEqual({ ...verdict, evidence });
  });

  test('a verdict of a limit, which has no outcome, no evidence and no link', () => {
    const { outcome, evidence, link, ...limit } = verdict;
    const known = { ...limit, value: null, limit: null, stable: null, requests: null, holdsSince: null };
    expect(Verdict.parse(known)).toEqual(known);
  });

  test.each([
    'no-traffic',
    'too-few-samples',
    'not-a-number',
    'empty',
    'many-series',
    'wrong-unit',
    'source-failed',
  ] as const)('a measurement without a value: %s', (reason) => {
    const none = { kind: 'none', reason, sentence: 'there is none' } as const;
    const measurement = { ...errorRates(0.01), stable: none, link: 'http://prometheus.example/graph' };
    expect(Measurement.parse(measurement)).toEqual(measurement);
  });

  test('what a probe saw', () => {
    const seen = { name: 'ready', healthy: false, sentence: 'it answered 503' };
    expect(ProbeResult.parse(seen)).toEqual(seen);
  });

  test.each<[Limit]>([
    [{ kind: 'absolute', value: -3 }],
    [{ kind: 'stable-factor', factor: 1.5 }],
    [{ kind: 'baseline-offset', offset: -0.05 }],
    [{ kind: 'worse', margin: 1 }],
    [{ kind: 'worse', margin: 1.2 }],
    [{ kind: 'within', margin: 1.5 }],
    [{ kind: 'score', pass: 0 }],
    [{ kind: 'score', pass: 100 }],
  ])('a rule with the limit %o', (limit) => {
    const rule = aRule({ limit, minimumRequests: 0 });
    expect(Rule.parse(rule)).toEqual(rule);
  });

  test('every comparison and every unit', () => {
    for (const comparison of ['>', '>=', '<', '<=']) expect(Comparison.parse(comparison)).toBe(comparison);
    const units = ['ratio', 'duration', 'per-second', 'count', 'number'];
    for (const unit of units) expect(Unit.parse(unit)).toBe(unit);
  });
});

describe('what cannot be meant is refused', () => {
  test.each<[Limit]>([
    [{ kind: 'absolute', value: Number.NaN }],
    [{ kind: 'stable-factor', factor: 0 }],
    [{ kind: 'worse', margin: 0.99 }],
    [{ kind: 'within', margin: 1 }],
    [{ kind: 'score', pass: -1 }],
    [{ kind: 'score', pass: 101 }],
  ])('the limit %o', (limit) => {
    expect(Limit.safeParse(limit).success).toBe(false);
  });

  test.each<[string, Partial<Rule>]>([
    ['half a request', { minimumRequests: 0.5 }],
    ['fewer than no requests', { minimumRequests: -1 }],
  ])('a rule that asks for %s', (_, part) => {
    expect(Rule.safeParse(aRule(part)).success).toBe(false);
  });

  test('a verdict without its value, its check or what it says', () => {
    for (const missing of ['check', 'verdict', 'value', 'sentence']) {
      expect(Verdict.safeParse({ ...verdict, [missing]: undefined }).success).toBe(false);
    }
  });

  test('a measurement and a probe of nothing', () => {
    expect(Measurement.safeParse({}).success).toBe(false);
    expect(ProbeResult.safeParse({}).success).toBe(false);
  });
});
