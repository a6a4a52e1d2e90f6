import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresOf, median, wilson } from '../../bench/judge-figures.ts';

describe('the interval of a share', () => {
  // statsmodels.stats.proportion.proportion_confint(counted, n, method='wilson'), and by hand z² / (n + z²)
  test.each([
    [10, 100, 0.05523, 0.17437],
    [0, 10_000, 0, 0.00038],
    [200, 200, 0.98115, 1],
  ])('%i of %i', (counted, n, low, high) => {
    const [lower, upper] = wilson(counted, n);
    expect(lower).toBeCloseTo(low, 4);
    expect(upper).toBeCloseTo(high, 4);
  });

  test('holds the share, lies within 0 and 1, and mirrors', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, part) => {
          const counted = Math.round(n * part);
          const [lower, upper] = wilson(counted, n);
          const [mirrored] = wilson(n - counted, n);
          expect(lower).toBeGreaterThanOrEqual(0);
          expect(upper).toBeLessThanOrEqual(1);
          expect(lower).toBeLessThanOrEqual(counted / n + 1e-5);
          expect(upper).toBeGreaterThanOrEqual(counted / n - 1e-5);
          expect(mirrored).toBeCloseTo(1 - upper, 4);
        },
      ),
    );
  });
});

describe('the median', () => {
  test('is one of the values, the lower of two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2);
    expect(median([])).toBeNull();
  });
});

describe('figures of runs', () => {
  test('count rollbacks, and bad requests of every run', () => {
    const outcomes = [
      { minute: 3, bad: 2 },
      { minute: null, bad: 10 },
      { minute: 1, bad: 0 },
      { minute: 7, bad: 4 },
    ];
    expect(figuresOf(outcomes, null)).toEqual({
      probability: 0.75,
      interval_95: wilson(3, 4),
      median_minute: 3,
      bad_requests: 4,
      n: 4,
    });
  });

  test('a rollback before the canary was worse is no catch', () => {
    const outcomes = [
      { minute: 30, bad: 0 },
      { minute: 31, bad: 1 },
      { minute: 40, bad: 2 },
      { minute: null, bad: 9 },
    ];
    expect(figuresOf(outcomes, 30)).toMatchObject({
      probability: 0.5,
      median_minute: 31,
      before_worse: 0.25,
    });
  });
});
