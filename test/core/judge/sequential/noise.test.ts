import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acceptedFor,
  dispersionOf,
  extendSpread,
  noSpread,
  type Spread,
  spreadBefore,
  unevennessOf,
} from '../../../../src/core/judge/sequential/noise.ts';
import type { Counts } from '../../../../src/core/judge/sequential/odds.ts';

function instances(...counts: readonly (readonly [requests: number, bad: number])[]): readonly Counts[] {
  return counts.map(([requests, bad]) => ({ requests, bad }));
}

describe('what stable had counted before', () => {
  test('tells how uneven its instances are for good, and nothing of their dispersion', () => {
    const { observed, alike, ...statistics } = spreadBefore(instances([100, 11], [100, 12], [100, 13]));
    expect(observed).toEqual([11, 12, 13]);
    expect(alike).toEqual([12, 12, 12]);
    expect(statistics).toEqual({ statistic: 0, expected: 0, variance: 0 });
  });

  test.each([
    [50, [1, 2, 3, 4]],
    [49, [0, 2, 3, 4]],
    [200, [1, 2, 3, 4]],
    [201, [0, 2, 3, 4]],
  ] as const)(
    'leaves out an instance that has counted for another time: %d of 100 requests',
    (requests, observed) => {
      expect(spreadBefore(instances([requests, 1], [100, 2], [100, 3], [100, 4])).observed).toEqual(observed);
    },
  );

  test('is nothing where nothing was counted', () => {
    expect(spreadBefore(instances([0, 0], [0, 0], [0, 0]))).toEqual(noSpread);
  });

  test('raises no suspicion where instances lie apart by chance alone', () => {
    const spread = spreadBefore(instances([20_000, 90], [20_000, 104], [20_000, 110]));
    expect(dispersionOf(spread)).toBe(1);
  });

  test('lets clusters be suspected where they lie apart by more, until the intervals tell', () => {
    // scipy.stats.chi2_contingency([[60, 104, 140], [19940, 19896, 19860]], correction=False).statistic: 31.8456, scipy 1.17.1
    const before = spreadBefore(instances([20_000, 60], [20_000, 104], [20_000, 140]));
    expect(dispersionOf(before)).toBeCloseTo(31.8456 / 2, 1);
    let spread = before;
    for (let interval = 0; interval < 60; interval += 1) {
      spread = extendSpread(spread, instances([1000, 5], [1000, 4], [1000, 6]));
    }
    expect(dispersionOf(spread)).toBe(1);
  });

  test.each([
    ['no instances', []],
    ['one for all', instances([60_000, 300])],
    ['two', instances([30_000, 150], [30_000, 150])],
    ['many that hardly failed', instances([20_000, 6], [20_000, 6], [20_000, 7])],
  ])('lets pairs be suspected where it tells nothing of instances: %s', (_, told) => {
    expect(dispersionOf(spreadBefore(told))).toBe(2);
  });
});

describe('how the instances of one interval differ', () => {
  test('is told by Pearson’s statistic with its exact mean and variance, weighed with the bad requests', () => {
    // scipy.stats.chi2_contingency([[4, 10, 1], [196, 290, 99]], correction=False).statistic: 1.98291, scipy 1.17.1;
    // variance 2(k−1) + (Σ N/n − k² − 2k + 2)/K with k = 3, N = 600, K = 15 (Haldane 1937).
    const spread = extendSpread(noSpread, instances([200, 4], [300, 10], [100, 1]));
    expect(spread.statistic).toBeCloseTo(15 * 1.98291, 3);
    expect(spread.expected).toBe(15 * 2);
    expect(spread.variance).toBeCloseTo(15 ** 2 * (4 + (11 - 9 - 6 + 2) / 15), 3);
    expect(spread.observed).toEqual([4, 10, 1]);
    expect(spread.alike).toEqual([5, 7.5, 2.5]);
  });

  test('adds up over the intervals, each instance at its place', () => {
    const first = extendSpread(noSpread, instances([100, 1], [100, 2], [100, 3]));
    const both = extendSpread(first, instances([100, 3], [100, 2], [100, 1], [100, 2]));
    expect(both.observed).toEqual([4, 4, 4, 2]);
    expect(both.alike).toEqual([4, 4, 4, 2]);
    expect(both.expected).toBe(6 * 2 + 8 * 3);
    expect(both.statistic).toBeCloseTo(((6 + 8) / 6) * first.statistic, 3);
    expect(both.variance).toBeGreaterThan(first.variance);
  });

  test('leaves out an instance that had no requests, and keeps its place', () => {
    const spread = extendSpread(noSpread, instances([100, 1], [0, 0], [100, 2], [100, 3]));
    expect(spread.expected).toBe(6 * 2);
    expect(spread.observed).toEqual([1, 0, 2, 3]);
    expect(spread.alike).toEqual([2, 0, 2, 2]);
  });

  test.each([
    ['of two instances alone', instances([100, 1], [100, 5])],
    ['of two instances that had requests', instances([100, 1], [100, 5], [0, 0])],
    ['without a bad request', instances([100, 0], [100, 0], [100, 0])],
    ['without a good request', instances([10, 10], [10, 10], [10, 10])],
    ['without any', []],
  ])('says nothing %s', (_, counts) => {
    expect(extendSpread(noSpread, counts)).toBe(noSpread);
  });

  test('never has a variance below zero', () => {
    const one = extendSpread(noSpread, instances([10, 1], [10, 0], [10, 0]));
    // One bad request falls to one of three alike: the statistic is always the same.
    expect(one.variance).toBe(0);
    expect(one.statistic).toBeGreaterThan(0);
  });
});

describe('the dispersion of counts', () => {
  const spread = (statistic: number, expected: number, variance: number): Spread => ({
    ...noSpread,
    statistic,
    expected,
    variance,
  });

  test.each([
    ['nothing is known', noSpread, 1],
    ['instances differ as chance has it', spread(101, 100, 200), 1],
    ['they differ less', spread(20, 100, 200), 1],
    ['they differ more, but not by a standard error', spread(109.9, 100, 100), 1],
    ['they differ more by two standard errors', spread(120, 100, 100), 1.2],
    ['they differ three times as much', spread(300, 100, 200), 3],
    ['they always differ the same and no more', spread(99, 100, 0), 1],
  ])('while %s: %o is %d', (_, of, dispersion) => {
    expect(dispersionOf(of)).toBe(dispersion);
  });
});

describe('the unevenness of instances', () => {
  const uneven = (observed: readonly number[], alike: readonly number[]): Spread => ({
    ...noSpread,
    observed: [...observed],
    alike: [...alike],
  });

  // With half of the requests bad the counts vary half as much as their number: by 50.
  test.each([
    ['is none of two instances', uneven([60, 140], [100, 100]), 0, 1],
    ['is none of two that had requests', uneven([60, 140, 0], [100, 100, 0]), 0, 1],
    ['is none while they differ by chance', uneven([95, 100, 105], [100, 100, 100]), 0, 1],
    [
      'is what lies beyond chance',
      uneven([80, 100, 120], [100, 100, 100]),
      Math.sqrt((16 - 2) / (50 * 2)),
      1,
    ],
    ['is none where counts are dispersed by as much', uneven([80, 100, 120], [100, 100, 100]), 0, 3],
    [
      'is taken of what the dispersion leaves',
      uneven([70, 100, 130], [100, 100, 100]),
      Math.sqrt((36 - 2 * 2) / (50 * 2)),
      2,
    ],
    [
      'has fewer instances where some had no requests',
      uneven([70, 0, 100, 130], [100, 0, 100, 100]),
      Math.sqrt((36 - 2) / (50 * 2)),
      1,
    ],
  ])('%s', (_, spread, unevenness, dispersion) => {
    expect(unevennessOf(spread, 0.5, dispersion)).toBeCloseTo(unevenness, 9);
  });

  test('shows the more, the larger the share of bad requests', () => {
    const spread = uneven([80, 100, 120], [100, 100, 100]);
    expect(unevennessOf(spread, 0.75, 1)).toBeCloseTo(Math.sqrt((32 - 2) / (25 * 2)), 9);
  });

  test('of a number of instances that was asked before is the same', () => {
    const spread = uneven([70, 100, 130, 100], [100, 100, 100, 100]);
    expect(unevennessOf(spread, 0.5, 1)).toBe(unevennessOf(spread, 0.5, 1));
    expect(unevennessOf(spread, 0.5, 1)).toBeGreaterThan(0);
  });
});

describe('the odds that uneven instances account for', () => {
  test.each([
    // scipy.stats.t.ppf(0.995, …) for 9, 4 and 999 degrees of freedom; the expansion is a little below it for few.
    [0.1, 10, 10, Math.exp(3.2498 * 0.1 * Math.sqrt(0.2)), 0.002],
    [0.3, 1, 10, Math.exp(3.2498 * 0.3 * Math.sqrt(1.1)), 0.01],
    [0.1, 2, 5, Math.exp(4.6041 * 0.1 * Math.sqrt(0.7)), 0.025],
    [0.1, 5, 1000, Math.exp(2.5808 * 0.1 * Math.sqrt(0.201)), 0.0001],
  ])('unevenness %d, %d and %d instances', (unevenness, canary, stable, accepted, share) => {
    const found = acceptedFor(unevenness, { canary, stable });
    expect(Math.abs(found / accepted - 1)).toBeLessThan(share);
  });

  test('are equal odds where instances are even', () => {
    expect(acceptedFor(0, { canary: 1, stable: 3 })).toBe(1);
  });

  test('grow with the unevenness, and shrink with more instances', () => {
    const unevenness = fc.double({ min: 0.01, max: 1, noNaN: true });
    const several = fc.integer({ min: 3, max: 50 });
    fc.assert(
      fc.property(unevenness, several, several, (sigma, canary, stable) => {
        const accepted = acceptedFor(sigma, { canary, stable });
        expect(acceptedFor(sigma * 1.1, { canary, stable })).toBeGreaterThan(accepted);
        expect(acceptedFor(sigma, { canary: canary + 1, stable })).toBeLessThan(accepted);
        expect(acceptedFor(sigma, { canary, stable: stable + 1 })).toBeLessThan(accepted);
      }),
      { numRuns: 30 },
    );
  });
});
