import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logNormalisers, type Pair } from '../../../../src/core/judge/sequential/odds.ts';

function pair(requests: number, bad: number, others: number, otherBad: number): Pair {
  return { canary: { requests, bad }, stable: { requests: others, bad: otherBad } };
}

/** log Σ P(X = k) ω^k with `scipy.stats.hypergeom.logpmf` and a sum in logarithms, scipy 1.17.1. */
const references = [
  {
    of: pair(300, 3, 2700, 13),
    logs: [-0.8216917025239138, 0.4726355431732048, 4.178716025597144, 21.575411151263907],
  },
  {
    of: pair(300, 30, 2700, 270),
    logs: [-15.77252776165113, 8.755113107454846, 72.06612906546802, 330.0764681913492],
  },
  {
    of: pair(1500, 750, 1500, 750),
    logs: [-475.0266067930046, 203.22400865012293, 1216.4542366843386, 3525.760256744876],
  },
  {
    of: pair(20, 1, 30, 5),
    logs: [-1.3680086148831374, 0.6747084651509245, 4.590613590856269, 14.772944619857753],
  },
  {
    of: pair(30_000, 150, 270_000, 1300),
    logs: [-74.4627073901407, 42.833546253530365, 378.75590753004644, 1955.9060870349354],
  },
];

describe('the normalisers of the bets', () => {
  test.each(references)('are those of scipy, to 9 digits: $of', ({ of, logs }) => {
    const found = logNormalisers(of, [0.5, 1.3, 4, 30]);
    found.forEach((log, index) => {
      const wanted = logs[index] ?? Number.NaN;
      expect(Math.abs(log - wanted)).toBeLessThan(1e-9 * Math.abs(wanted));
    });
  });

  test('make the likelihood ratio of Fisher’s noncentral distribution', () => {
    // nchypergeom_fisher.logpmf(30, 3000, 300, 300, 4) − hypergeom.logpmf(30, 3000, 300, 300), scipy 1.17.1
    const [log = 0] = logNormalisers(pair(300, 30, 2700, 270), [4]);
    expect(30 * Math.log(4) - log).toBeCloseTo(-30.477298231874457, 9);
  });

  test('are nothing for equal odds', () => {
    expect(logNormalisers(pair(300, 3, 2700, 13), [1])).toEqual([0]);
  });

  test.each([
    ['no bad requests', pair(300, 0, 2700, 0)],
    ['no requests of canary', pair(0, 0, 2700, 13)],
    ['no requests of stable', pair(300, 7, 0, 0)],
    ['only bad requests', pair(30, 30, 70, 70)],
  ])('leave nothing to bet on with %s', (_, of) => {
    const [low = 1, high = 1] = logNormalisers(of, [0.5, 4]);
    expect(of.canary.bad * Math.log(0.5) - low).toBeCloseTo(0, 9);
    expect(of.canary.bad * Math.log(4) - high).toBeCloseTo(0, 9);
  });

  test('reach ten million requests', () => {
    const [log = 0] = logNormalisers(pair(1_000_000, 0, 9_000_000, 5_000_000), [2]);
    // A hypergeometric number is all but normal here: κ1·ln 2 + κ2·(ln 2)²/2 + …, the rest is within 1 %.
    const mean = 500_000;
    const variance = mean * 0.5 * 0.9;
    expect(log / (mean * Math.LN2 + (variance * Math.LN2 ** 2) / 2)).toBeCloseTo(1, 2);
  });
});

test('a bet is fair: over every outcome that was possible it comes to 1', () => {
  const count = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(count, count, count, fc.double({ min: 0.1, max: 40, noNaN: true }), (n, m, k, odds) => {
      const bad = Math.min(k, n + m);
      const weights: number[] = [];
      let mean = 0;
      for (let x = Math.max(0, bad - m); x <= Math.min(n, bad); x += 1) {
        const weight = choose(n, x) * choose(m, bad - x);
        const [log = 0] = logNormalisers(pair(n, x, m, bad - x), [odds]);
        weights.push(weight);
        mean += weight * Math.exp(x * Math.log(odds) - log);
      }
      const all = weights.reduce((sum, weight) => sum + weight, 0);
      expect(mean / all).toBeCloseTo(1, 9);
    }),
  );
});

function choose(n: number, k: number): number {
  let product = 1;
  for (let index = 0; index < k; index += 1) product = (product * (n - index)) / (index + 1);
  return product;
}
