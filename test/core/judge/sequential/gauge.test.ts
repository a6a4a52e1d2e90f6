import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../../../../src/core/judge/measurement.ts';
import {
  absorbGauge,
  GaugeStep,
  logGaugeEvidence,
  meansOf,
} from '../../../../src/core/judge/sequential/gauge.ts';
import { gaugeEvidence } from '../../../builders/evidence.ts';

type Values = readonly (readonly [number, number])[];

/** The evidence as it is defined, from the whole series of `canary − factor × stable`. */
function byDefinition(values: Values, factor: number, alpha: number): number {
  const series = values.map(([canary, stable]) => canary - factor * stable);
  const n = series.length;
  const mean = series.reduce((sum, value) => sum + value, 0) / n;
  const variance = series.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  // Each value is taken from the first of its side, and so is the sum of products of neighbours.
  const first = (values[0]?.[0] ?? 0) - factor * (values[0]?.[1] ?? 0);
  const moved = series.map((value) => value - first);
  const lagged = moved.slice(1).reduce((sum, value, index) => sum + value * (moved[index] ?? 0), 0);
  const covariance = lagged / (n - 1) - (mean - first) ** 2;
  const correlation = Math.min(0.95, Math.max(0, covariance / variance));
  const wide = (variance * (1 + correlation)) / (1 - correlation);
  const rho = (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / 5000;
  return (rho * (n * mean) ** 2) / (2 * (n * rho + 1) * wide) - Math.log(n * rho + 1) / 2;
}

/** Numbers that look like noise, and are the same every time. */
function wobble(look: number, seed: number): number {
  const value = Math.sin(look * 12.9898 + seed * 78.233) * 43_758.5453;
  return value - Math.floor(value) - 0.5;
}

const noisy: Values = Array.from({ length: 60 }, (_, look) => [
  1003 + 5 * wobble(look, 1),
  1000 + 5 * wobble(look, 2),
]);
const drifting: Values = Array.from({ length: 60 }, (_, look) => [
  1003 + 20 * Math.sin(look / 10),
  1000 + wobble(look, 3),
]);
const swinging: Values = Array.from({ length: 60 }, (_, look) => [
  130 + 2 * Math.sin(look / 3) + 6 * wobble(look, 4),
  100 + 3 * Math.sin(look / 2) + 2 * wobble(look, 5),
]);

describe('the evidence of what is no count', () => {
  test.each<[string, Values, number]>([
    ['independent looks', noisy, 1],
    ['looks that hang together', drifting, 1],
    ['a margin', noisy, 1.001],
    ['both sides that swing, each in its own time', swinging, 1.25],
    ['both sides that swing, at another margin', swinging, 1.4],
    ['as few looks as say anything', swinging.slice(0, 10), 1.25],
    ['the other way round', noisy.map(([canary, stable]) => [stable, canary] as const), 1],
  ])('is that of its definition: %s', (_, values, factor) => {
    const step = gaugeEvidence(values);
    const { canary, stable } = meansOf(step);
    const side = canary > factor * stable ? 'above' : 'below';
    const other = side === 'above' ? 'below' : 'above';
    expect(logGaugeEvidence(step, factor, side, 0.01)).toBeCloseTo(byDefinition(values, factor, 0.01), 6);
    expect(logGaugeEvidence(step, factor, other, 0.01)).toBe(0);
  });

  test('is less where neighbouring looks say the same', () => {
    const independent = gaugeEvidence(drifting.map((_, look) => drifting[(look * 37) % 60] ?? [0, 0]));
    const found = logGaugeEvidence(gaugeEvidence(drifting), 1, 'above', 0.01);
    expect(found).toBeLessThan(logGaugeEvidence(independent, 1, 'above', 0.01));
  });

  test('says nothing of fewer than ten looks', () => {
    const values: Values = Array.from({ length: 10 }, (_, look) => [100 + (look % 2), 1 + (look % 3)]);
    expect(logGaugeEvidence(gaugeEvidence(values.slice(1)), 1, 'above', 0.01)).toBe(0);
    expect(logGaugeEvidence(gaugeEvidence(values), 1, 'above', 0.01)).not.toBe(0);
  });

  test('is certain of sides that always lie equally far apart, and of nothing where they do not', () => {
    const constant = (canary: number, stable: number) =>
      gaugeEvidence(
        Array.from({ length: 20 }, (_, look) => [canary + (look % 2), stable + (look % 2)] as const),
      );
    expect(logGaugeEvidence(constant(2, 1), 1, 'above', 0.01)).toBe(Number.POSITIVE_INFINITY);
    expect(logGaugeEvidence(constant(2, 1), 1, 'below', 0.01)).toBe(0);
    expect(logGaugeEvidence(constant(1, 2), 1, 'below', 0.01)).toBe(Number.POSITIVE_INFINITY);
    expect(logGaugeEvidence(constant(1, 1), 1, 'above', 0.01)).toBe(0);
    expect(logGaugeEvidence(constant(1, 1), 1, 'below', 0.01)).toBe(0);
    expect(logGaugeEvidence(constant(2, 1), 2, 'above', 0.01)).toBe(0);
  });

  test('is nothing, either way, of a source that stands still', () => {
    const still = gaugeEvidence(Array.from({ length: 100 }, () => [2, 1]));
    expect(still.looks).toBe(1);
    expect(logGaugeEvidence(still, 1, 'above', 0.01)).toBe(0);
    expect(logGaugeEvidence(still, 3, 'below', 0.01)).toBe(0);
  });

  test('is the same however often each value is looked at', () => {
    const often = noisy.flatMap((pair) => [pair, pair, pair]);
    const { until: _, ...sums } = gaugeEvidence(noisy);
    expect(gaugeEvidence(often)).toMatchObject(sums);
  });

  test.each([1e200, -1e200, Number.MAX_VALUE])('leaves %d out, for its square is no number', (value) => {
    const before = gaugeEvidence(noisy);
    const reading = (each: number) => ({ kind: 'value', value: each, requests: null, errors: null }) as const;
    const sides = [
      { canary: reading(value), stable: reading(1) },
      { canary: reading(1), stable: reading(value) },
    ];
    for (const side of sides) {
      expect(absorbGauge(before, 'cpu', side, before.until + 1, false)).toEqual({
        ...before,
        until: before.until + 1,
        silence: 'what was measured is too large to reckon with',
      });
    }
  });

  test('keeps its digits far from zero', () => {
    const far = noisy.map(([canary, stable]) => [canary + 1e9, stable + 1e9] as const);
    const near = logGaugeEvidence(gaugeEvidence(noisy), 1, 'above', 0.01);
    expect(logGaugeEvidence(gaugeEvidence(far), 1, 'above', 0.01)).toBeCloseTo(near, 4);
  });

  test('has the same means in every order', () => {
    const value = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 30 }), (values) => {
        const [one, other] = [meansOf(gaugeEvidence(values)), meansOf(gaugeEvidence(values.toReversed()))];
        expect(one.canary).toBeCloseTo(other.canary, 6);
        expect(one.stable).toBeCloseTo(other.stable, 6);
      }),
    );
  });
});

describe('a look at what is no count', () => {
  const value = (number: number): Reading => ({ kind: 'value', value: number, requests: null, errors: null });
  const none: Reading = { kind: 'none', reason: 'empty', sentence: 'Prometheus has no such series' };
  const begun = () =>
    gaugeEvidence([
      [3, 1],
      [5, 2],
    ]);
  const look = (canary: Reading, stable: Reading, warmingUp = false, from: GaugeStep | null = begun()) =>
    absorbGauge(from, 'cpu', { canary, stable }, 300_000, warmingUp);

  test('adds up', () => {
    expect(meansOf(look(value(10), value(6)))).toEqual({ canary: 6, stable: 3 });
    expect(GaugeStep.parse(look(value(10), value(6)))).toEqual(look(value(10), value(6)));
    expect(look(value(10), value(6))).toMatchObject({
      metric: 'cpu',
      looks: 3,
      until: 300_000,
      silence: null,
    });
  });

  test.each<[string, Reading, Reading, string]>([
    ['nothing of canary', none, value(1), 'Prometheus has no such series'],
    ['nothing of stable', value(1), none, 'nothing to compare with: Prometheus has no such series'],
    ['no number of canary', value(Number.NaN), value(1), 'what was measured is not a number'],
    ['no number of stable', value(1), value(Number.POSITIVE_INFINITY), 'what was measured is not a number'],
  ])('at %s keeps what was known and says why', (_, canary, stable, silence) => {
    expect(look(canary, stable)).toEqual({ ...begun(), until: 300_000, silence });
    expect(look(canary, stable, false, null)).toMatchObject({ metric: 'cpu', looks: 0, silence });
  });

  test('during the warm-up is not counted', () => {
    expect(look(value(100), value(1), true)).toEqual({ ...begun(), until: 300_000 });
    const none = { canary: 0, stable: 0 };
    expect(GaugeStep.parse(look(value(100), value(1), true, null))).toEqual({
      kind: 'gauge',
      metric: 'cpu',
      until: 300_000,
      looks: 0,
      first: none,
      last: none,
      ...none,
      canarySquares: 0,
      stableSquares: 0,
      products: 0,
      canaryLagged: 0,
      stableLagged: 0,
      crossLagged: 0,
      silence: null,
    });
    expect(look(value(1), value(1), true, { ...begun(), silence: 'gone' }).silence).toBeNull();
  });

  test('that says the same again adds nothing', () => {
    expect(look(value(5), value(2))).toEqual({ ...begun(), until: 300_000 });
    expect(look(value(5), value(3)).looks).toBe(3);
    expect(look(value(6), value(2)).looks).toBe(3);
  });

  test('at what is too large to reckon with is not counted', () => {
    const silence = 'what was measured is too large to reckon with';
    expect(look(value(1e101), value(1))).toEqual({ ...begun(), until: 300_000, silence });
    expect(look(value(1), value(-1e101))).toEqual({ ...begun(), until: 300_000, silence });
  });

  test('that is the first has no neighbour', () => {
    expect(look(value(7), value(4), false, null)).toEqual({
      kind: 'gauge',
      metric: 'cpu',
      until: 300_000,
      looks: 1,
      first: { canary: 7, stable: 4 },
      last: { canary: 0, stable: 0 },
      canary: 0,
      stable: 0,
      canarySquares: 0,
      stableSquares: 0,
      products: 0,
      canaryLagged: 0,
      stableLagged: 0,
      crossLagged: 0,
      silence: null,
    });
  });
});
