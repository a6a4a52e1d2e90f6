import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparedMetric, SidesSamples } from '../../../../src/core/judge/comparison/classify.ts';
import { compare } from '../../../../src/core/judge/comparison/compare.ts';
import { ComparisonPlan } from '../../../../src/core/rollout/plan.ts';

function metric(name: string, more: Partial<ComparedMetric> = {}): ComparedMetric {
  return {
    metric: name,
    group: 'metrics',
    critical: false,
    mustHaveData: false,
    direction: 'either',
    allowedIncrease: 1,
    allowedDecrease: 1,
    criticalIncrease: null,
    criticalDecrease: null,
    ...more,
  };
}

function aComparison(metrics: readonly ComparedMetric[], more: Partial<ComparisonPlan> = {}): ComparisonPlan {
  return ComparisonPlan.parse({
    metrics,
    groupWeights: {},
    confidence: 0.98,
    tolerance: 0.25,
    removeOutliers: false,
    ...more,
  });
}

/** One metric compared alone. */
function one(sides: SidesSamples, more: Partial<ComparedMetric> = {}, plan: Partial<ComparisonPlan> = {}) {
  const report = compare(aComparison([metric('p95', more)], plan), { p95: sides }, { p95: 'duration' });
  const [found] = report.metrics;
  if (found === undefined) throw new Error('no metric');
  return { ...found, report };
}

/** Values around `centre`, spread by 20, in no order. */
function around(centre: number, length = 41): readonly number[] {
  return Array.from({ length }, (_, index) => centre + ((index * 7919) % 41) - 20);
}

describe('one metric', () => {
  it('passes when canary is like stable', () => {
    expect(one({ canary: around(200), stable: around(200) })).toMatchObject({
      classification: 'pass',
      estimate: 0,
      effect: expect.closeTo(1, 9),
      samples: { canary: 41, stable: 41 },
      report: { score: 100, sentence: 'score 100: p95 passes (at least 41 samples a side)' },
    });
  });

  it('is high or low when the whole interval is beyond the tolerance', () => {
    const high = one({ canary: around(240), stable: around(200) });
    expect(high).toMatchObject({
      classification: 'high',
      estimate: 40,
      effect: expect.closeTo(1.2, 9),
      report: { score: 0 },
    });
    expect(high.sentence).toMatch(
      /^p95 is 40ms higher than stable's \(98% interval [\d.]+ms to [\d.]+ms; mean 1\.2x stable's; 41 canary and 41 stable samples\)$/,
    );
    expect(one({ canary: around(160), stable: around(200) })).toMatchObject({
      classification: 'low',
      estimate: -40,
      sentence: expect.stringContaining("is 40ms lower than stable's"),
    });
  });

  it('takes a tolerance of nothing as any difference that is sure', () => {
    const sides = { canary: around(208, 200), stable: around(200, 200) };
    const wide = one(sides, {}, { tolerance: 0.9 });
    expect(wide).toMatchObject({ classification: 'pass' });
    expect(wide.sentence).toContain("is 8ms higher than stable's, which is accepted");
    expect(one(sides, {}, { tolerance: 0 }).classification).toBe('high');
  });

  it('looks in the direction that counts', () => {
    const high = { canary: around(240), stable: around(200) };
    const low = { canary: around(160), stable: around(200) };
    expect(one(high, { direction: 'increase' }).classification).toBe('high');
    expect(one(high, { direction: 'decrease' }).classification).toBe('pass');
    expect(one(low, { direction: 'increase' }).classification).toBe('pass');
    expect(one(low, { direction: 'decrease' }).classification).toBe('low');
  });

  it('accepts what is allowed, up to the limit', () => {
    const high = { canary: around(240), stable: around(200) };
    expect(one(high, { allowedIncrease: 1.21 }).classification).toBe('pass');
    expect(one(high, { allowedIncrease: 1.19 }).classification).toBe('high');
    const low = { canary: around(160), stable: around(200) };
    expect(one(low, { allowedDecrease: 0.79 }).classification).toBe('pass');
    expect(one(low, { allowedDecrease: 0.81 }).classification).toBe('low');
  });

  it('is critical where the metric is, or beyond a critical limit whatever else is allowed', () => {
    const high = { canary: around(240), stable: around(200) };
    expect(one(high, { critical: true }).critical).toBe(true);
    expect(one(high, { critical: true, allowedIncrease: 1.3 })).toMatchObject({
      classification: 'pass',
      critical: false,
    });
    expect(one(high, { critical: true, criticalIncrease: 1.5 })).toMatchObject({
      classification: 'high',
      critical: false,
    });
    const beyond = one(high, { allowedIncrease: 1.3, criticalIncrease: 1.15 });
    expect(beyond).toMatchObject({ classification: 'high', critical: true });
    expect(beyond.sentence).toContain("higher than stable's, which is critical");
    const low = { canary: around(160), stable: around(200) };
    expect(one(low, { criticalDecrease: 0.9, allowedDecrease: 0.5 })).toMatchObject({
      classification: 'low',
      critical: true,
    });
    expect(one(low, { criticalIncrease: 1 }).critical).toBe(false);
  });

  it('has no ratio where stable is 0, and then any sure increase is more than is allowed', () => {
    const canary = Array.from({ length: 30 }, (_, index) => (index % 2) / 100);
    const zero = one({ canary, stable: canary.map(() => 0) }, { allowedIncrease: 3 });
    expect(zero).toMatchObject({ effect: null, classification: 'pass' });
    const clear = one(
      { canary: canary.map(() => 0.01), stable: canary.map(() => 0) },
      { allowedIncrease: 3 },
    );
    expect(clear).toMatchObject({ effect: null, classification: 'high', estimate: 0.01 });
    expect(clear.sentence).not.toContain('mean');
  });

  it('knows up from down below zero', () => {
    expect(one({ canary: around(-160), stable: around(-200) }, { allowedIncrease: 1.1 })).toMatchObject({
      classification: 'high',
      effect: expect.closeTo(1.2, 9),
    });
  });

  it('compares constants', () => {
    const constant = (value: number) => Array.from({ length: 10 }, () => value);
    expect(one({ canary: constant(5), stable: constant(5) }).classification).toBe('pass');
    expect(one({ canary: constant(0), stable: constant(0) }).classification).toBe('pass');
    expect(one({ canary: constant(6), stable: constant(5) })).toMatchObject({
      classification: 'high',
      lower: 1,
      upper: 1,
    });
    expect(one({ canary: around(100), stable: constant(10) }).classification).toBe('high');
  });

  it.each<[string, SidesSamples, RegExp]>([
    ['nothing', { canary: [], stable: [] }, /^p95 has no data of canary and of stable/],
    ['one side alone', { canary: around(200), stable: [] }, /^p95 has no data of stable/],
    [
      'no numbers',
      { canary: [Number.NaN], stable: around(1) },
      /no data of canary.*1 of canary were not numbers/,
    ],
    ['one value each', { canary: [5], stable: [5] }, /^p95 has too few samples to show anything \(1 canary/],
    ['four values each', { canary: [5, 6, 7, 8], stable: [1, 2, 3, 4] }, /too few samples/],
    [
      'infinities',
      { canary: [1 / 0, -1 / 0], stable: [1 / 0] },
      /no data of canary and of stable.*2 of canary/,
    ],
  ])('%s is no data', (_, sides, sentence) => {
    expect(one(sides)).toMatchObject({
      classification: 'no-data',
      estimate: null,
      critical: false,
      sentence: expect.stringMatching(sentence),
      report: { score: 0, zeroed: 'no-data' },
    });
    expect(one(sides, { critical: true }).report).toMatchObject({ score: 0, zeroed: 'critical' });
  });

  it('says what was left out and thinned', () => {
    const many = Array.from({ length: 5000 }, (_, index) => index % 100);
    const sentence = one(
      { canary: [...many, 1e9, Number.NaN], stable: many },
      {},
      { removeOutliers: true },
    ).sentence;
    expect(sentence).toContain('1000 canary and 1000 stable samples; 1 of canary were not numbers');
    expect(sentence).toContain('1 outlier of canary left out; taken evenly from 5000 of canary');
  });
});

describe('the report', () => {
  const units = { p95: 'duration', 'error-rate': 'ratio' } as const;

  it('says first what is critical, then what failed, then what has no data', () => {
    const plan = aComparison([
      metric('missing'),
      metric('p95'),
      metric('steady'),
      metric('error-rate', { critical: true }),
    ]);
    const samples = {
      p95: { canary: around(240), stable: around(200) },
      steady: { canary: around(1), stable: around(1) },
      'error-rate': { canary: around(300).map((v) => v / 1e4), stable: around(200).map((v) => v / 1e4) },
    };
    const { score, zeroed, sentence } = compare(plan, samples, units);
    expect({ score, zeroed }).toEqual({ score: 0, zeroed: 'critical' });
    expect(sentence).toMatch(
      /^score 0, because a critical metric is out of limits or has no data: error-rate is 1 percentage points higher than stable's, which is critical \(98% interval [\d.]+ to [\d.]+ percentage points; .*; p95 is 40ms higher .*; missing has no data of canary and of stable \(0 canary and 0 stable samples\)$/,
    );
  });

  it('tells three and counts the others', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const samples = Object.fromEntries(names.map((n) => [n, { canary: around(90), stable: around(10) }]));
    const { sentence } = compare(aComparison(names.map((name) => metric(name))), samples);
    expect(sentence).toMatch(/^score 0: a is .*; b is .*; c is .*; 2 more like that$/);
    const well = Object.fromEntries(names.map((n) => [n, { canary: around(10), stable: around(10, 30) }]));
    expect(compare(aComparison(names.map((name) => metric(name))), well).sentence).toBe(
      'score 100: a, b, c and 2 more pass (at least 30 samples a side)',
    );
  });

  it('is not fooled by names that every object has', () => {
    const plan = aComparison([metric('constructor', { group: 'toString' })]);
    expect(compare(plan, {}, {})).toMatchObject({
      score: 0,
      groups: [{ group: 'toString', weight: 100, score: null }],
    });
  });
});

const value = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
);
const side = fc.array(value, { maxLength: 40 });
const steady = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 5, maxLength: 40 });
const mirrored = { pass: 'pass', high: 'low', low: 'high', 'no-data': 'no-data' } as const;

describe('properties', () => {
  it('answers any samples with a score and a sentence', () => {
    fc.assert(
      fc.property(side, side, fc.boolean(), (canary, stable, removeOutliers) => {
        const { report, classification } = one({ canary, stable }, {}, { removeOutliers });
        expect(report.score).toBe(classification === 'pass' ? 100 : 0);
        expect(report.sentence).not.toMatch(/NaN|undefined|null/);
      }),
    );
  });

  it('does not care in which order samples came', () => {
    fc.assert(
      fc.property(side, side, (canary, stable) => {
        const turned = one({ canary: canary.toReversed(), stable: stable.toSorted() });
        expect(turned).toEqual(one({ canary, stable }));
      }),
    );
  });

  it('does not care for the unit', () => {
    fc.assert(
      fc.property(steady, steady, fc.integer({ min: -40, max: 40 }), (canary, stable, power) => {
        const scale = (values: readonly number[]) => values.map((v) => v * 2 ** power);
        const scaled = one({ canary: scale(canary), stable: scale(stable) });
        const plain = one({ canary, stable });
        expect(scaled.classification).toBe(plain.classification);
        expect(scaled.effect).toBeCloseTo(plain.effect ?? 0, 9);
      }),
    );
  });

  it('is turned around when the sides are', () => {
    fc.assert(
      fc.property(steady, steady, (canary, stable) => {
        const turned = one({ canary: stable, stable: canary });
        expect(turned.classification).toBe(mirrored[one({ canary, stable }).classification]);
      }),
    );
  });

  it('never finds canary lower for having risen', () => {
    const order = { low: 0, pass: 1, high: 2, 'no-data': 3 } as const;
    fc.assert(
      fc.property(steady, steady, fc.integer({ min: 0, max: 500 }), (canary, stable, rise) => {
        const before = one({ canary, stable });
        const after = one({ canary: canary.map((v) => v + rise), stable });
        expect(after.estimate).toBe((before.estimate ?? 0) + rise);
        expect(order[after.classification]).toBeGreaterThanOrEqual(order[before.classification]);
      }),
    );
  });
});
