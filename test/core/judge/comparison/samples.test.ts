import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mostSamples, readSamples } from '../../../../src/core/judge/comparison/samples.ts';

it('leaves out what is not a number, and says how many', () => {
  const { sorted, notNumbers } = readSamples(
    [3, Number.NaN, 1, Number.POSITIVE_INFINITY, 2, Number.NEGATIVE_INFINITY, 1.7e308],
    false,
  );
  expect([...sorted]).toEqual([1, 2, 3]);
  expect(notNumbers).toBe(4);
});

it('leaves out outliers beyond the wider fence', () => {
  // Fences of numpy.percentile(values, …, method='weibull'), 1.17 of scipy: -185.18 and 496.44.
  const values = Array.from({ length: 200 }, (_, i) => ((i * 7919) % 1009) / 7);
  values.splice(0, 3, 900, -800, 500);
  const { sorted, outliers } = readSamples(values, true);
  expect(outliers).toBe(3);
  expect(sorted.at(-1)).toBeCloseTo(143.571_428_57, 6);
  expect(readSamples(values, false).outliers).toBe(0);
  // 490 lies beyond three quartile distances, but not beyond the last hundredth.
  expect(readSamples([...values.slice(3), 490, 490, 490, 490], true).outliers).toBe(0);
});

it('keeps all of fewer than a hundred', () => {
  expect(readSamples([...Array.from({ length: 98 }, () => 1), 1000], true).outliers).toBe(0);
});

it('takes evenly from many, whatever their order', () => {
  const many = Array.from({ length: 1_000_000 }, (_, i) => (i * 7919) % 1_000_003);
  const { sorted, thinnedFrom } = readSamples(many, false);
  expect(sorted).toHaveLength(mostSamples);
  expect(thinnedFrom).toBe(1_000_000);
  expect(readSamples(many.toReversed(), false).sorted).toEqual(sorted);
  expect(readSamples(many.slice(0, mostSamples), false).thinnedFrom).toBeNull();
  const middle = sorted[mostSamples / 2] ?? 0;
  expect(Math.abs(middle - 500_000)).toBeLessThan(1000);
});

it('is ascending and finite whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 300 }), fc.boolean(), (values, removeOutliers) => {
      const { sorted, notNumbers, outliers } = readSamples(values, removeOutliers);
      expect([...sorted].every(Number.isFinite)).toBe(true);
      expect([...sorted]).toEqual([...sorted].toSorted((a, b) => a - b));
      expect(sorted.length + notNumbers + outliers).toBe(values.length);
    }),
  );
});
