import { describe, expect, test } from 'vitest';
import { atLeast, odds, stakesAbove } from '../../../../src/core/judge/sequential/grid.ts';
import { logNormalisers } from '../../../../src/core/judge/sequential/odds.ts';
import { gaugeMeans, goodEvidence, standingOf } from '../../../../src/core/judge/sequential/standing.ts';
import { startsOf, wholeTime } from '../../../../src/core/judge/sequential/starts.ts';
import {
  emptyStrand,
  extend,
  logEvidenceOfGood,
  logEvidenceOfNone,
  logEvidenceOfWorse,
  logSumExp,
} from '../../../../src/core/judge/sequential/strand.ts';
import { countedEvidence, gaugeEvidence } from '../../../builders/evidence.ts';

const pair = { canary: { requests: 300, bad: 9 }, stable: { requests: 2700, bad: 27 } };
const counted = () => extend(extend(emptyStrand, pair), pair);

/** Log likelihood ratio of one of the odds against equal odds, from scratch. */
function ratio(against: number, of: number): number {
  const [log = 0, base = 0] = logNormalisers(pair, [of, against]);
  return 2 * (9 * Math.log(of / against) - (log - base));
}

describe('one question', () => {
  test('adds up what was counted', () => {
    expect(counted()).toMatchObject({
      canary: { requests: 600, bad: 18 },
      stable: { requests: 5400, bad: 54 },
    });
    const once = logNormalisers(pair, odds);
    counted().normalisers.forEach((sum, place) => {
      expect(sum).toBeCloseTo(2 * (once[place] ?? 0), 4);
    });
  });

  test('is bet on above what is accepted, as stakes are shared', () => {
    const bets = stakesAbove(atLeast(5.5) ?? 0, 'slow').map(
      ({ place, stake }) => stake * Math.exp(ratio(5.5, odds[place] ?? 0)),
    );
    expect(bets).toHaveLength(2);
    const expected = bets.reduce((sum, one) => sum + one, 0);
    expect(logEvidenceOfWorse(counted(), [wholeTime], 5.5, 1, 'slow')).toBeCloseTo(Math.log(expected), 3);
    expect(logEvidenceOfWorse(counted(), [wholeTime], 5.2, 1, 'slow')).toBeCloseTo(Math.log(expected), 3);
  });

  test('keeps the stake that is not bet yet', () => {
    const whole = logEvidenceOfWorse(counted(), [wholeTime], 1, 1);
    const half = logEvidenceOfWorse(counted(), [{ ...wholeTime, stake: 0.5 }], 1, 1);
    expect(half).toBeCloseTo(Math.log(0.5 * Math.exp(whole) + 0.5), 9);
    const late = { bad: counted().canary.bad, normalisers: counted().normalisers, stake: 0.5 };
    expect(logEvidenceOfWorse(counted(), [{ ...wholeTime, stake: 0.5 }, late], 1, 1)).toBeCloseTo(half, 9);
  });

  test('counts from where a bet began', () => {
    const after = extend(counted(), pair);
    const late = { bad: counted().canary.bad, normalisers: counted().normalisers, stake: 1 };
    expect(logEvidenceOfWorse(after, [late], 1, 1)).toBeCloseTo(
      logEvidenceOfWorse(extend(emptyStrand, pair), [wholeTime], 1, 1),
      4,
    );
  });

  test('cannot be bet on beyond the largest odds', () => {
    expect(logEvidenceOfWorse(counted(), [wholeTime], 14, 1)).toBe(0);
    expect(logEvidenceOfWorse(counted(), [wholeTime], 1000, 1)).toBe(0);
  });

  test('says less where counts vary more than chance', () => {
    const plain = logEvidenceOfWorse(counted(), [wholeTime], 1, 1);
    const varied = logEvidenceOfWorse(counted(), [wholeTime], 1, 3);
    expect(varied).toBeLessThan(plain);
    expect(varied).toBeGreaterThan(0);
    // What is accepted is bet against in the same manner: nothing came, nothing is lost.
    expect(logEvidenceOfWorse(emptyStrand, [wholeTime], 1, 3)).toBeCloseTo(0, 9);
  });

  test('is good enough by the odds below the margin, alike', () => {
    const few = { canary: { requests: 300, bad: 1 }, stable: { requests: 2700, bad: 60 } };
    const one = extend(emptyStrand, few);
    const [half = 0, more = 0, base = 0] = logNormalisers(few, [0.5, 0.7, 0.85]);
    const ratios = [Math.log(0.5 / 0.85) - (half - base), Math.log(0.7 / 0.85) - (more - base)];
    const mean = ratios.reduce((sum, log) => sum + Math.exp(log), 0) / 2;
    expect(logEvidenceOfGood(one, wholeTime, 0.85, 1)).toBeCloseTo(Math.log(mean), 3);
    expect(logEvidenceOfGood(one, wholeTime, 0.5, 1)).toBe(0);
    expect(logEvidenceOfGood(one, wholeTime, 0.1, 1)).toBe(0);
  });

  test('without a bad request is good enough by itself', () => {
    const none = { ...emptyStrand, canary: { requests: 5000, bad: 0 } };
    expect(logEvidenceOfNone(none)).toBeCloseTo(5000 * -Math.log(0.999), 9);
    expect(logEvidenceOfNone({ ...none, canary: { requests: 5000, bad: 1 } })).toBe(Number.NEGATIVE_INFINITY);
  });
});

test.each([
  [[0, 0], Math.LN2],
  [[1000, 1000], 1000 + Math.LN2],
  [[0, -Infinity], 0],
  [[], -Infinity],
  [[-Infinity], -Infinity],
  [[Infinity, 0], Infinity],
  [[-1000, 0], 0],
])('the sum of %j in logarithms is %d', (terms, sum) => {
  expect(logSumExp(terms)).toBeCloseTo(sum, 12);
});

const looks = (count: number, canary: number, stable: number) =>
  Array.from({ length: count }, () => ({ canary: { c: [300, canary] }, stable: { s: [2700, stable] } }));

describe('what the evidence on one metric comes to', () => {
  test('is that of its question, bet on from the beginning and kept for later', () => {
    const evidence = countedEvidence(looks(4, 9, 27));
    const [first] = evidence.strands;
    const standing = standingOf(evidence, 1, 0.01, false);
    expect(standing).toMatchObject({
      accepted: 1,
      dispersion: 1,
      question: {
        boundary: null,
        canary: { requests: 1200, bad: 36 },
        stable: { requests: 10_800, bad: 108 },
      },
    });
    const whole = logEvidenceOfWorse(first ?? emptyStrand, [wholeTime], 1, 1);
    const [beginning] = startsOf([]);
    const stake = beginning?.stake ?? 0;
    expect(standing.worse).toBeCloseTo(Math.log(stake * Math.exp(whole) + 1 - stake), 6);
  });

  test('is the mean over the boundaries of a histogram, told by the one that says most', () => {
    const known = countedEvidence(
      Array.from({ length: 4 }, () => ({
        canary: { c: [20, 20, 50, 10] },
        stable: { s: [500, 300, 150, 50] },
      })),
      { metric: 'p95', boundaries: [100, 200, 400] },
    );
    const standing = standingOf(known, 1, 0.01, false);
    const each = known.strands.map((one) => {
      const alone = { ...known, strands: [one], spreads: [], onsets: [] };
      return standingOf(alone, 1, 0.01, false).worse;
    });
    expect(each).toHaveLength(3);
    const mean = each.reduce((sum, log) => sum + Math.exp(log), 0) / 3;
    expect(standing.worse).toBeCloseTo(Math.log(mean), 6);
    expect(standing.question?.boundary).toBe([100, 200, 400][each.indexOf(Math.max(...each))]);
  });

  test('is bet on otherwise where requests are slow than where they fail', () => {
    const failed = countedEvidence(looks(4, 9, 27));
    const worse = (evidence: typeof failed) => standingOf(evidence, 1, 0.01, false).worse;
    const [one = emptyStrand] = failed.strands;
    const stake = startsOf([])[0]?.stake ?? 0;
    const slow = logEvidenceOfWorse(one, [wholeTime], 1, 1, 'slow');
    expect(worse({ ...failed, spreads: [], boundaries: [250] })).toBeCloseTo(
      Math.log(stake * Math.exp(slow) + 1 - stake),
      6,
    );
    expect(worse({ ...failed, spreads: [], boundaries: [250] })).not.toBeCloseTo(worse(failed), 2);
  });

  test('is good enough only where it is at every boundary', () => {
    const evidence = (counts: readonly number[]) =>
      countedEvidence(
        Array.from({ length: 10 }, () => ({ canary: { c: counts }, stable: { s: [500, 300, 150, 50] } })),
        { metric: 'p95', boundaries: [100, 200, 400] },
      );
    const good = (counts: readonly number[]) => goodEvidence(evidence(counts), 1.75, 0.01, false);
    expect(good([50, 30, 15, 5])).toBeGreaterThan(0);
    expect(good([50, 30, 0, 20])).toBeLessThan(0);
    expect(good([20, 75, 0, 5])).toBeLessThan(0);
  });

  test('accepts less of a canary that has more instances', () => {
    const evidence = (canary: Readonly<Record<string, readonly number[]>>) =>
      countedEvidence(
        Array.from({ length: 20 }, () => ({ canary, stable: { a: [900, 4], b: [900, 9], c: [900, 14] } })),
      );
    const accepted = (canary: Readonly<Record<string, readonly number[]>>) =>
      standingOf(evidence(canary), 1.1, 0.01, false).accepted;
    const third = [100, 3];
    expect(accepted({ a: third, b: third, c: third })).toBeLessThan(accepted({ a: third, b: third }));
    expect(accepted({ a: third, b: third })).toBeLessThan(accepted({ a: third }));
  });

  test('stays a number', () => {
    expect(standingOf(countedEvidence(looks(60, 200, 27)), 1, 0.01, false).worse).toBe(300);
    const constant = gaugeEvidence(
      Array.from({ length: 20 }, (_, look) => [2 + (look % 2), 1 + (look % 2)] as const),
    );
    expect(standingOf(constant, 1, 0.01, false).worse).toBe(300);
    expect(goodEvidence(constant, 1, 0.01, true)).toBe(300);
  });

  test('is nothing without a question', () => {
    const evidence = { ...countedEvidence(looks(1, 1, 1)), strands: [] };
    expect(standingOf(evidence, 1.5, 0.01, false)).toEqual({
      worse: 0,
      accepted: 1.5,
      dispersion: 1,
      question: null,
    });
    expect(goodEvidence(evidence, 1.5, 0.01, false)).toBe(0);
  });

  test('accepts more where stable’s instances differ for good, and less is shown by the same counts', () => {
    const stable = (uneven: boolean) =>
      countedEvidence(
        Array.from({ length: 20 }, () => ({
          canary: { c: [300, 9] },
          stable: uneven
            ? { a: [900, 4], b: [900, 9], c: [900, 14] }
            : { a: [900, 9], b: [900, 9], c: [900, 9] },
        })),
      );
    const [even, uneven] = [stable(false), stable(true)].map((one) => standingOf(one, 1.1, 0.01, false));
    expect(even?.accepted).toBe(1.1);
    expect(uneven?.accepted).toBeGreaterThan(1.5);
    expect(uneven?.worse).toBeLessThan(even?.worse ?? 0);
    expect(goodEvidence(stable(true), 8, 0.01, false)).toBeLessThan(
      goodEvidence(stable(false), 8, 0.01, false),
    );
  });
});

describe('a gauge', () => {
  const higher = () =>
    gaugeEvidence(Array.from({ length: 60 }, (_, look) => [70 + (look % 3), 50 + (look % 2)] as const));

  test('gets worse upwards, or downwards where lower is worse', () => {
    expect(standingOf(higher(), 1, 0.01, false)).toMatchObject({
      accepted: 1,
      dispersion: 1,
      question: null,
    });
    expect(standingOf(higher(), 1, 0.01, false).worse).toBeGreaterThan(10);
    expect(standingOf(higher(), 1, 0.01, true).worse).toBe(0);
    expect(standingOf(higher(), 1.3, 0.01, false).worse).toBeGreaterThan(1);
    expect(standingOf(higher(), 1.5, 0.01, false).worse).toBe(0);
  });

  test('is good enough on the other side of the margin', () => {
    expect(goodEvidence(higher(), 1.5, 0.01, false)).toBeGreaterThan(1);
    expect(goodEvidence(higher(), 1.3, 0.01, false)).toBe(0);
    const lower = gaugeEvidence(
      Array.from({ length: 60 }, (_, look) => [45 + (look % 3), 50 + (look % 2)] as const),
    );
    expect(goodEvidence(lower, 1.2, 0.01, true)).toBeGreaterThan(1);
    expect(goodEvidence(lower, 1.05, 0.01, true)).toBe(0);
    expect(standingOf(lower, 1.05, 0.01, true).worse).toBeGreaterThan(1);
    expect(standingOf(lower, 1.2, 0.01, true).worse).toBe(0);
  });

  test('has means once it was looked at', () => {
    expect(gaugeMeans(higher())).toEqual({ canary: 71, stable: 50.5 });
    expect(gaugeMeans({ ...higher(), looks: 0 })).toBeNull();
    expect(gaugeMeans(countedEvidence(looks(1, 1, 1)))).toBeNull();
  });
});
