import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { canShow, shiftInterval } from '../../../../src/core/judge/comparison/shift-interval.ts';

function sorted(...values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

function series(length: number, value: (index: number) => number): Float64Array {
  return sorted(...Array.from({ length }, (_, index) => value(index)));
}

const latency = {
  canary: sorted(
    ...[287.181, 200.081, 212.643, 219.693, 205.733, 206.318, 248.703, 227.076, 233.816, 284.749, 238.925],
    297.919,
  ),
  stable: sorted(
    ...[257.036, 208.101, 247.402, 211.692, 177.655, 192.317, 199.879, 224.704, 220.994, 217.634, 232.649],
    ...[165.3, 231.823, 204.605, 218.807],
  ),
};
const ties = {
  canary: sorted(3, 4, 4, 5, 5, 5, 6, 7, 7, 9),
  stable: sorted(1, 2, 3, 3, 3, 4, 4, 5, 5, 6, 8),
};
const shares = {
  canary: sorted(0.012, 0.015, 0.011, 0.019, 0.02, 0.013, 0.017, 0.016),
  stable: sorted(0.01, 0.009, 0.012, 0.011, 0.008, 0.0105, 0.0095, 0.013),
};
const zeros = {
  canary: sorted(0, 0, 0, 1, 0, 2, 0, 3, 1, 0, 4),
  stable: sorted(0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0),
};
const apart = { canary: sorted(31, 33, 35, 38, 40, 41), stable: sorted(10, 11, 12, 15, 16, 18) };
const spread = {
  canary: series(50, (i) => ((i * 7919) % 1009) / 7 + 3),
  stable: series(40, (j) => ((j * 104_729) % 997) / 7),
};
const whole = { canary: series(50, (i) => (i * 37) % 11), stable: series(40, (j) => (j * 53) % 9) };

/**
 * Reference: R 4.2.2, `wilcox.test(x, y, conf.int = TRUE, conf.level = …, exact = FALSE, correct = TRUE,
 * tol.root = 1e-13, digits.rank = Inf)$conf.int`, and `median(outer(x, y, "-"))` for the estimate.
 */
test.each([
  ['latency', latency, 0.98, -8.333, 56.386, 19.3945],
  ['latency', latency, 0.95, -4.747, 49.421, 19.3945],
  ['counts with many ties', ties, 0.98, -1, 4, 1.5],
  ['counts with many ties', ties, 0.95, 0, 3, 1.5],
  ['shares, far below any absolute tolerance', shares, 0.98, 0.001, 0.009, 0.005],
  ['shares, far below any absolute tolerance', shares, 0.95, 0.002, 0.008, 0.005],
  ['mostly zeros', zeros, 0.98, 0, 2, 0],
  ['mostly zeros', zeros, 0.95, 0, 1, 0],
  ['sides that do not overlap', apart, 0.98, 15, 30, 23],
  ['sides that do not overlap', apart, 0.95, 17, 28, 23],
  ['larger sides', spread, 0.98, -7.571_428_571_43, 36.714_285_714_3, 14],
  ['larger sides', spread, 0.9, -0.857_142_857_143, 29.857_142_857_1, 14],
  ['larger sides of whole numbers', whole, 0.98, -1, 2, 1],
] as const)('%s: %o at %d', (_, { canary, stable }, confidence, lower, upper, estimate) => {
  const found = shiftInterval(canary, stable, confidence);
  expect(found.lower).toBeCloseTo(lower, 9);
  expect(found.upper).toBeCloseTo(upper, 9);
  expect(found.estimate).toBeCloseTo(estimate, 9);
});

/** The definition, written down plainly: all differences sorted, and where the corrected rank sum crosses its quantile. */
function byDefinition(x: Float64Array, y: Float64Array, z: number) {
  const differences = [...x].flatMap((value) => [...y].map((other) => value - other)).sort((a, b) => a - b);
  const all = [...Map.groupBy(x, (v) => v).values(), ...Map.groupBy(y, (v) => v).values()];
  const tied = all.reduce((sum, run) => sum + run.length ** 3 - run.length, 0);
  const n = x.length + y.length;
  const sigma = Math.sqrt((differences.length / 12) * (n + 1 - tied / (n * (n - 1))));
  const statistic = (limit: number) => {
    const centred = differences.filter((d) => d > limit).length - differences.length / 2;
    return (centred - 0.5 * Math.sign(centred)) / sigma;
  };
  return {
    lower: differences.find((d) => statistic(d) < z) ?? Number.NaN,
    upper: differences.find((d) => statistic(d) <= -z) ?? Math.max(...differences),
  };
}

/** Nothing so small that its 2⁻³⁰⁰th part is lost. */
const value = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((found) => (Math.abs(found) < 1e-100 ? 0 : found)),
);
const side = fc.array(value, { minLength: 1, maxLength: 14 }).map((values) => sorted(...values));

describe('properties', () => {
  it('is where the test crosses its quantile', () => {
    fc.assert(
      fc.property(side, side, (x, y) => {
        const found = shiftInterval(x, y, 0.98);
        // scipy.stats.norm.ppf(0.99)
        const expected = byDefinition(x, y, 2.326_347_874_040_840_8);
        expect(found.lower + 0).toBe(expected.lower + 0);
        expect(found.upper + 0).toBe(expected.upper + 0);
      }),
    );
  });

  it('lies around the estimate, and narrows with less confidence', () => {
    fc.assert(
      fc.property(side, side, (x, y) => {
        const wide = shiftInterval(x, y, 0.99);
        const narrow = shiftInterval(x, y, 0.9);
        expect(wide.lower).toBeLessThanOrEqual(narrow.lower);
        expect(narrow.lower).toBeLessThanOrEqual(narrow.estimate);
        expect(narrow.estimate).toBeLessThanOrEqual(narrow.upper);
        expect(narrow.upper).toBeLessThanOrEqual(wide.upper);
      }),
    );
  });

  it('turns around with the sides', () => {
    fc.assert(
      fc.property(side, side, (x, y) => {
        const one = shiftInterval(x, y, 0.98);
        const other = shiftInterval(y, x, 0.98);
        // A zero has no sign here.
        expect(one.lower + 0).toBe(0 - other.upper);
        expect(one.estimate + 0).toBe(0 - other.estimate);
      }),
    );
  });

  it('takes any scale, also the smallest', () => {
    // Close to the smallest number there is, half of a number is not exact.
    const halved = side.map((values) => values.map((one) => (Math.abs(one) < 1e-150 ? 0 : one)));
    fc.assert(
      fc.property(halved, halved, fc.integer({ min: -300, max: 300 }), (x, y, power) => {
        const factor = 2 ** power;
        const one = shiftInterval(x, y, 0.98);
        const scaled = shiftInterval(
          x.map((v) => v * factor),
          y.map((v) => v * factor),
          0.98,
        );
        expect(scaled.lower + 0).toBe(one.lower * factor + 0);
        expect(scaled.upper + 0).toBe(one.upper * factor + 0);
      }),
    );
  });
});

describe('the fewest samples that can show something', () => {
  // (n·m/2 − 0.5) / √(n·m·(n + m + 1)/12) against scipy.stats.norm.ppf((1 + confidence)/2), by hand.
  it.each([
    [4, 4, 0.98, false],
    [5, 5, 0.98, true],
    [4, 4, 0.95, true],
    [1, 1000, 0.98, false],
    [2, 1000, 0.98, true],
    [0, 1000, 0.98, false],
    [0, 0, 0.98, false],
  ])('%d and %d at %d', (canary, stable, confidence, shows) => {
    expect(canShow(canary, stable, confidence)).toBe(shows);
  });
});
