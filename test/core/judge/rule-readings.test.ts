import { describe, expect, test } from 'vitest';
import { parseRule, type RuleContext } from '../../../src/core/judge/parse-rule.ts';
import type { Limit, Rule } from '../../../src/core/judge/rule.ts';

const context: RuleContext = {
  window: 60_000,
  minimumRequests: 100,
  metrics: {
    'error-rate': { unit: 'ratio', baseline: 0.02 },
    p95: { unit: 'duration', baseline: 200 },
    balance: { unit: 'number', baseline: -40 },
    'api_v2.latency-p95': { unit: 'duration', baseline: null },
  },
};

function read(text: string): Rule {
  const parsed = parseRule(text, context);
  if (parsed.kind === 'error') throw new Error(parsed.sentence);
  return parsed.rule;
}

describe('a limit', () => {
  test.each<[string, string, Limit]>([
    ['p95 > 1.25x stable', 'p95 > 1.25x stable', { kind: 'stable-factor', factor: 1.25 }],
    ['p95 > 12x  stable', 'p95 > 12x stable', { kind: 'stable-factor', factor: 12 }],
    ['p95 > 1.50 x stable', 'p95 > 1.5x stable', { kind: 'stable-factor', factor: 1.5 }],
    ['p95 > 2xstable', 'p95 > 2x stable', { kind: 'stable-factor', factor: 2 }],
    ['p95 > 2  ×  stable', 'p95 > 2x stable', { kind: 'stable-factor', factor: 2 }],
    ['p95 > stable + 12.25%', 'p95 > stable + 12.25%', { kind: 'stable-factor', factor: 1.1225 }],
    ['p95 > stable  –  10%', 'p95 > stable - 10%', { kind: 'stable-factor', factor: 0.9 }],
    ['p95 > stable + 400%', 'p95 > stable + 400%', { kind: 'stable-factor', factor: 5 }],
    ['p95 > baseline + 12.5%', 'p95 > baseline + 12.5%', { kind: 'baseline-offset', offset: 25 }],
    ['p95 > baseline+1.5s', 'p95 > baseline + 1.5s', { kind: 'baseline-offset', offset: 1500 }],
    ['p95 > baseline  -  0.1ms', 'p95 > baseline - 0.1ms', { kind: 'baseline-offset', offset: -0.1 }],
    [
      'error-rate > baseline + 0.3%',
      'error-rate > baseline + 0.3%',
      { kind: 'baseline-offset', offset: 0.003 },
    ],
    ['balance < baseline - 10%', 'balance < baseline - 10%', { kind: 'baseline-offset', offset: -4 }],
    ['balance < baseline - 3', 'balance < baseline - 3', { kind: 'baseline-offset', offset: -3 }],
    ['api_v2.latency-p95>1s', 'api_v2.latency-p95 > 1s', { kind: 'absolute', value: 1000 }],
  ])('%s', (source, text, limit) => {
    expect(read(source)).toMatchObject({ text, limit });
    expect(read(text)).toEqual(read(source));
  });
});

describe('what follows the limit', () => {
  test.each<[string, string, Partial<Rule>]>([
    [
      'p95>1s   min   50   requests   over   5m',
      'p95 > 1s over 5m min 50 requests',
      { window: 300_000, sustained: 0, instant: false, minimumRequests: 50 },
    ],
    [
      'p95 > 1s instant for 1.5m over 90s',
      'p95 > 1s over 90s for 1.5m instant',
      { window: 90_000, sustained: 90_000, instant: true, minimumRequests: 100 },
    ],
    [
      'p95 > 1s min 0 requests',
      'p95 > 1s min 0 requests',
      { window: 60_000, sustained: 0, minimumRequests: 0 },
    ],
    ['p95 > 1s min 1 request for 0s', 'p95 > 1s for 0s min 1 requests', { sustained: 0, minimumRequests: 1 }],
  ])('%s', (source, text, rule) => {
    expect(read(source)).toMatchObject({ text, ...rule });
  });
});

describe('a test', () => {
  test.each<[string, string, Limit]>([
    ['p95   worse   than   stable', 'p95 worse than stable', { kind: 'worse', margin: 1 }],
    ['p95 worse than 1x stable', 'p95 worse than stable', { kind: 'worse', margin: 1 }],
    ['p95 worse than 12.25 x stable', 'p95 worse than 12.25x stable', { kind: 'worse', margin: 12.25 }],
    ['p95 worse than 2x  stable', 'p95 worse than 2x stable', { kind: 'worse', margin: 2 }],
    ['p95 within   1.05x stable ', 'p95 within 1.05x stable', { kind: 'within', margin: 1.05 }],
    ['comparison   score   >=   0', 'comparison score >= 0', { kind: 'score', pass: 0 }],
    ['comparison score >= 66.75', 'comparison score >= 66.75', { kind: 'score', pass: 66.75 }],
  ])('%s', (source, text, limit) => {
    expect(read(source)).toMatchObject({ text, limit });
    expect(read(text)).toEqual(read(source));
  });
});

test('what is wrong with the reader itself is no mistake of the rule', () => {
  const broken = {
    ...context,
    get metrics(): RuleContext['metrics'] {
      throw new RangeError('out of reach');
    },
  };
  expect(() => parseRule('p95 > 1s', broken)).toThrow(new RangeError('out of reach'));
});
