import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLimit } from '../../../src/core/judge/format.ts';
import { parseRule, type RuleContext } from '../../../src/core/judge/parse-rule.ts';
import type { Comparison, Limit, Unit } from '../../../src/core/judge/rule.ts';

const context: RuleContext = {
  window: 60_000,
  minimumRequests: 100,
  metrics: {
    'error-rate': { unit: 'ratio', baseline: null },
    '5xx-rate': { unit: 'ratio', baseline: 0.002 },
    p95: { unit: 'duration', baseline: 200 },
    throughput: { unit: 'per-second', baseline: 50 },
    conversion: { unit: 'ratio', baseline: 0.855 },
    'order-value': { unit: 'number', baseline: 80 },
    'queue-depth': { unit: 'count', baseline: null },
    alerts: { unit: 'count', baseline: null, untestable: '`alerts` cannot be compared with stable.' },
  },
};

function rule(text: string) {
  const parsed = parseRule(text, context);
  if (parsed.kind === 'error') throw new Error(parsed.sentence);
  return parsed.rule;
}

function mistake(text: string) {
  const parsed = parseRule(text, context);
  if (parsed.kind === 'rule') throw new Error(`no mistake in ${text}`);
  return parsed;
}

describe('a rule', () => {
  it('has the defaults of its plan where it does not say', () => {
    expect(rule('error-rate > 5%')).toEqual({
      text: 'error-rate > 5%',
      metric: 'error-rate',
      comparison: '>',
      limit: { kind: 'absolute', value: 0.05 },
      window: 60_000,
      sustained: 0,
      instant: false,
      minimumRequests: 100,
    });
  });

  it('says its window, its duration, its minimum and instant in any order', () => {
    expect(rule('p95 >= 1.2s for 10m over 5m min 50 requests')).toMatchObject({
      text: 'p95 >= 1.2s over 5m for 10m min 50 requests',
      window: 300_000,
      sustained: 600_000,
      minimumRequests: 50,
    });
    expect(rule('5xx-rate > 2% instant')).toMatchObject({ instant: true, metric: '5xx-rate' });
    expect(rule('queue-depth > 10 min 1 request').minimumRequests).toBe(1);
  });

  it.each<[string, Limit]>([
    ['error-rate > 5%', { kind: 'absolute', value: 0.05 }],
    ['error-rate > 0.1%', { kind: 'absolute', value: 0.001 }],
    ['error-rate > 2.3%', { kind: 'absolute', value: 0.023 }],
    ['p95 > 300ms', { kind: 'absolute', value: 300 }],
    ['p95 > 0.5ms', { kind: 'absolute', value: 0.5 }],
    ['p95 > 1m30s', { kind: 'absolute', value: 90_000 }],
    ['throughput < 20/s', { kind: 'absolute', value: 20 }],
    ['queue-depth > 1000', { kind: 'absolute', value: 1000 }],
    ['order-value < 12.5', { kind: 'absolute', value: 12.5 }],
    ['order-value < -3', { kind: 'absolute', value: -3 }],
    ['error-rate > 1.5x stable', { kind: 'stable-factor', factor: 1.5 }],
    ['p95 > stable + 10%', { kind: 'stable-factor', factor: 1.1 }],
    ['throughput < stable - 5%', { kind: 'stable-factor', factor: 0.95 }],
    ['conversion < baseline - 5%', { kind: 'baseline-offset', offset: -0.05 }],
    ['p95 > baseline + 10%', { kind: 'baseline-offset', offset: 20 }],
    ['p95 > baseline + 30ms', { kind: 'baseline-offset', offset: 30 }],
    ['throughput < baseline - 5%', { kind: 'baseline-offset', offset: -2.5 }],
    ['order-value < baseline - 3%', { kind: 'baseline-offset', offset: -2.4 }],
  ])('%s', (text, limit) => {
    expect(rule(text).limit).toEqual(limit);
  });

  it('takes the signs people paste and puts its spaces in order', () => {
    expect(rule('  p95≥300ms ').text).toBe('p95 >= 300ms');
    expect(rule('p95≤300ms').comparison).toBe('<=');
    expect(rule('conversion<baseline−5%  for 15m').text).toBe('conversion < baseline - 5% for 15m');
    expect(rule('p95>stable+10%').text).toBe('p95 > stable + 10%');
    expect(rule('error-rate > 1.5× stable').text).toBe('error-rate > 1.5x stable');
  });
});

describe('a test against stable', () => {
  it.each<[string, string, Comparison, Limit]>([
    ['p95 worse than stable', 'p95 worse than stable', '>', { kind: 'worse', margin: 1 }],
    ['p95 worse  than 1x stable ', 'p95 worse than stable', '>', { kind: 'worse', margin: 1 }],
    ['p95 worse than 1.20× stable', 'p95 worse than 1.2x stable', '>', { kind: 'worse', margin: 1.2 }],
    ['p95 worse than 2xstable', 'p95 worse than 2x stable', '>', { kind: 'worse', margin: 2 }],
    ['p95 within 1.5x stable', 'p95 within 1.5x stable', '<=', { kind: 'within', margin: 1.5 }],
    ['comparison score >= 75', 'comparison score >= 75', '>=', { kind: 'score', pass: 75 }],
    ['comparison score≥87.5', 'comparison score >= 87.5', '>=', { kind: 'score', pass: 87.5 }],
    ['comparison score >= 100', 'comparison score >= 100', '>=', { kind: 'score', pass: 100 }],
  ])('%s', (source, text, comparison, limit) => {
    expect(rule(source)).toEqual({
      text,
      metric: text.split(' ')[0],
      comparison,
      limit,
      window: 60_000,
      sustained: 0,
      instant: false,
      minimumRequests: 0,
    });
    expect(rule(text)).toEqual(rule(source));
  });

  it('says where the part after the metric begins', () => {
    expect(parseRule('  p95  worse than stable', context)).toMatchObject({ kind: 'rule', relationAt: 7 });
    expect(parseRule('p95>3ms', context)).toMatchObject({ kind: 'rule', relationAt: 3 });
  });

  it('leaves a metric that is called `comparison` alone', () => {
    const metrics = { comparison: { unit: 'number', baseline: null } } as const;
    expect(parseRule('comparison > 3', { ...context, metrics })).toMatchObject({
      kind: 'rule',
      rule: { limit: { kind: 'absolute', value: 3 } },
    });
  });
});

describe('a mistake in a rule', () => {
  it.each<[string, number, string | null, RegExp]>([
    ['eror-rate > 5%', 0, 'error-rate', /no metric `eror-rate`/],
    ['p96 > 300ms', 0, 'p95', /Did you mean `p95`/],
    ['p95 > 5%', 6, null, /`p95` is a duration/],
    ['error-rate > 300ms', 13, null, /`error-rate` is a share/],
    ['p95 > 300', 6, '300ms', /Did you mean `300ms`/],
    ['error-rate > 5', 13, '5%', /a share/],
    ['error-rate > 0.05', 13, '5%', /a share/],
    ['throughput < 20', 13, '20/s', /rate per second/],
    ['queue-depth > 10%', 14, null, /a count/],
    ['queue-depth > 1.5', 14, null, /a count/],
    ['error-rate 5%', 11, null, /After the metric comes/],
    ['error-rate = 5%', 11, null, /not `=`/],
    ['error-rate => 5%', 11, '>=', /not `=>`/],
    ['error-rate >', 12, null, /found nothing/],
    ['error-rate > 5% fro 5m', 16, 'for', /Did you mean `for`/],
    ['error-rate > 5% for 5', 20, '5m', /needs a duration/],
    ['error-rate > 5% for', 19, null, /found nothing/],
    ['error-rate > 5% for 5m for 6m', 23, null, /stands twice/],
    ['error-rate > 5% over 0s', 21, null, /measures nothing/],
    ['error-rate > 5% min fifty requests', 20, null, /whole number/],
    ['error-rate > 5% min 50', 22, 'requests', /the word `requests`/],
    ['error-rate > 5% instant min 50 requests', 24, null, /keep one/],
    ['error-rate > 1.5 stable', 13, '1.5x stable', /A multiple of stable/],
    ['error-rate > stable', 19, null, /Say by how much/],
    ['error-rate > stable + 10ms', 22, null, /share of stable/],
    ['error-rate > stable - 100%', 19, null, /leaves nothing/],
    ['error-rate > baseline + 1%', 13, null, /no baseline to hold against/],
    ['', 0, null, /begins with the name of a metric/],
    ['constructor > 5', 0, null, /no metric `constructor`/],
    ['p95 wors than stable', 4, 'worse', /Did you mean `worse`/],
    ['p95 worse', 9, 'than stable', /is written `worse than stable`/],
    ['p95 worse stable', 10, 'than stable', /is written `worse than stable`/],
    ['p95 worse than', 14, 'stable', /Found nothing/],
    ['p95 worse than stabel', 15, 'stable', /Found `stabel`/],
    ['p95 worse than 300ms', 15, null, /Found `300ms`/],
    ['p95 worse than 1.2 stable', 15, '1.2x stable', /written `1.2x stable`/],
    ['p95 worse than 0.9x stable', 15, 'stable', /as good as stable/],
    ['p95 worse than stable + 20%', 15, '1.2x stable', /`worse than 1.2x stable`/],
    ['p95 worse than stable - 20%', 15, null, /`worse than 1.2x stable`/],
    ['p95 within stable', 11, '1.5x stable', /not even a little worse/],
    ['p95 within 1x stable', 11, '1.5x stable', /not even a little worse/],
    ['p95 within stable + 30%', 11, '1.3x stable', /`within 1.3x stable`/],
    ['p95 worse than stable over 5m', 22, null, /since the canary's first traffic.*no `over`/],
    ['p95 worse than stable for 5m', 22, null, /Leave out `for`/],
    ['p95 within 1.5x stable instant', 23, null, /Leave out `instant`/],
    ['p95 within 1.5x stable min 5 requests', 23, null, /Leave out `min`/],
    ['comparison score >= 75 over 5m', 23, null, /its stage has measured/],
    ['alerts worse than stable', 7, null, /`alerts` cannot be compared with stable. Give it a limit/],
    ['alerts within 1.5x stable', 7, null, /Give it a limit/],
    ['comparison', 10, 'score >= 75', /its score, from 0 to 100/],
    ['comparison > 75', 11, 'score >= 75', /its score, from 0 to 100/],
    ['comparision score >= 75', 0, 'comparison', /Did you mean `comparison`/],
    ['comparison score > 75', 17, '>=', /high enough/],
    ['comparison score >=', 19, null, /found nothing/],
    ['comparison score >= 75%', 20, '75', /a plain number from 0 to 100/],
    ['comparison score >= 101', 20, null, /a plain number from 0 to 100/],
    ['comparison score >= -1', 20, null, /a plain number from 0 to 100/],
  ])('%s', (text, at, suggestion, sentence) => {
    expect(mistake(text)).toMatchObject({ at, suggestion, sentence: expect.stringMatching(sentence) });
  });
});

const amounts: Readonly<Record<Unit, fc.Arbitrary<string>>> = {
  ratio: fc.nat(10_000).map((n) => `${n / 100}%`),
  duration: fc
    .tuple(fc.integer({ min: 1, max: 900 }), fc.constantFrom('ms', 's', 'm'))
    .map(([n, unit]) => `${n}${unit}`),
  'per-second': fc.nat(100_000).map((n) => `${n / 10}/s`),
  count: fc.nat(1_000_000).map(String),
  number: fc.integer({ min: -1000, max: 1000 }).map(String),
};

const ruleText = fc.constantFrom(...Object.entries(context.metrics)).chain(([name, { unit, baseline }]) => {
  const offset = fc.tuple(fc.constantFrom('+', '-'), fc.integer({ min: 1, max: 99 }));
  const relative = fc.oneof(
    fc.integer({ min: 1, max: 500 }).map((n) => `${n / 10}x stable`),
    offset.map(([sign, n]) => `stable ${sign} ${n}%`),
    ...(baseline === null ? [] : [offset.map(([sign, n]) => `baseline ${sign} ${n}%`)]),
  );
  return fc
    .record({
      comparison: fc.constantFrom('>', '>=', '<', '<='),
      limit: fc.oneof(amounts[unit], relative),
      over: fc.option(fc.constantFrom('5m', '1h30m')),
      for: fc.option(fc.constantFrom('90s', '2h')),
      amount: fc.constantFrom('', ' instant', ' min 7 requests'),
    })
    .map((part) => {
      const over = part.over === null ? '' : ` over ${part.over}`;
      const sustained = part.for === null ? '' : ` for ${part.for}`;
      return `${name} ${part.comparison} ${part.limit}${over}${sustained}${part.amount}`;
    });
});

describe('properties', () => {
  it('reads its own text back as the same rule', () => {
    fc.assert(
      fc.property(ruleText, (text) => {
        const first = rule(text);
        expect(first.text).toBe(text);
        expect(rule(first.text)).toEqual(first);
      }),
    );
  });

  it('reads a formatted limit back as the same limit', () => {
    fc.assert(
      fc.property(fc.constantFrom<Unit>('ratio', 'per-second', 'count'), fc.nat(9999), (unit, n) => {
        const metric = { ratio: 'conversion', 'per-second': 'throughput', count: 'queue-depth' }[
          unit as 'ratio'
        ];
        const value = unit === 'ratio' ? n / 10_000 : n;
        const limit: Limit = { kind: 'absolute', value };
        expect(rule(`${metric} > ${formatLimit(limit, unit)}`).limit).toEqual(limit);
      }),
    );
  });

  it('answers any text without throwing, and points into it', () => {
    const words = fc.constantFrom(
      'p95',
      'comparison',
      'score',
      'worse',
      'than',
      'within',
      '1.2x',
      '>',
      '5%',
      'stable',
      'baseline',
      '+',
      'for',
      'over',
      'min',
      'instant',
      '𝕏',
      '\n',
      '__proto__',
    );
    const garbage = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(words).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        const parsed = parseRule(text, context);
        if (parsed.kind === 'rule') return;
        expect(parsed.at).toBeGreaterThanOrEqual(0);
        expect(parsed.at).toBeLessThanOrEqual(text.length);
        expect(parsed.sentence).not.toBe('');
      }),
    );
  });
});
