import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { assess } from '../../../src/core/budget/assess.ts';
import type { BudgetReading } from '../../../src/core/budget/budget.ts';
import { budgetWindows, burnRules, loudest } from '../../../src/core/budget/burn-rates.ts';
import { aBudget, day, evenly } from '../../builders/budget.ts';

const hour = 3_600_000;
const minute = 60_000;

function known(found: ReturnType<typeof assess>) {
  if (found.kind !== 'known') throw new Error(found.sentence);
  return found;
}

/** Shares of bad requests by window; the others have none. */
function shares(by: Readonly<Record<number, number>>, otherwise = 0) {
  return evenly(0).map(({ window }) => ({
    window,
    reading: { kind: 'counted', bad: (by[window] ?? otherwise) * 1e6, total: 1e6 } as const,
  }));
}

describe('the table of the Site Reliability Workbook', () => {
  // Chapter 5, table 5-8: recommended parameters for 99.9 % over 30 days, by share of the budget that is spent.
  test.each([
    ['page', 0.02, hour, 5 * minute, 14.4],
    ['page', 0.05, 6 * hour, 30 * minute, 6],
    ['ticket', 0.1, 3 * day, 6 * hour, 1],
  ] as const)('%s when %d of the budget is spent in the long window', (alert, spent, long, short, factor) => {
    expect((spent * 30 * day) / long).toBeCloseTo(factor, 10);
    expect(burnRules).toContainEqual({ alert, long, short, factor });
  });

  // Chapter 5, table 5-4: burn rates of a 99.9 % objective and the error rate of each.
  test.each([
    [1, 0.001],
    [2, 0.002],
    [10, 0.01],
    [1000, 1],
  ])('a burn rate of %d is an error rate of %d', (rate, share) => {
    const found = known(assess(aBudget(), evenly(share)));
    expect(found.rates.map((one) => one.rate)).toEqual(found.rates.map(() => rate));
    expect(found.remaining).toBe(1 - rate);
  });

  it('has short windows of a twelfth of the long ones', () => {
    for (const { long, short } of burnRules) expect(long / short).toBe(12);
  });
});

describe('alerts', () => {
  it('need both windows: a burn that is over is told no more, one that has just begun not yet', () => {
    const loud = (by: Record<number, number>) => loudest(known(assess(aBudget(), shares(by))).burning);
    expect(loud({ [hour]: 0.0145, [5 * minute]: 0.0145 })).toBe('page');
    expect(loud({ [hour]: 0.0145, [5 * minute]: 0.0144 })).toBeNull();
    expect(loud({ [hour]: 0.0144, [5 * minute]: 0.5 })).toBeNull();
    expect(loud({ [6 * hour]: 0.0061, [30 * minute]: 0.0061 })).toBe('page');
    expect(loud({ [3 * day]: 0.0011, [6 * hour]: 0.0011 })).toBe('ticket');
    expect(loud({ [3 * day]: 0.001, [6 * hour]: 0.001 })).toBeNull();
  });

  it('leave out windows that are longer than the period', () => {
    expect(budgetWindows(day)).toEqual([5 * minute, 30 * minute, hour, 6 * hour, day]);
    const week = known(assess(aBudget({ period: 7 * day }), evenly(0.5, 7 * day)));
    expect(week.burning.map(({ rule }) => rule.long)).toEqual([hour, 6 * hour, 3 * day]);
  });

  it('say nothing of a window that cannot be told, which is named', () => {
    const readings = evenly(0.5).map(({ window, reading }) => ({
      window,
      reading:
        window === 5 * minute
          ? ({ kind: 'none', reason: 'empty', sentence: 'prom has no such series' } as const)
          : reading,
    }));
    const found = known(assess(aBudget(), readings));
    expect(found.burning.map(({ rule }) => rule.long)).toEqual([6 * hour, 3 * day]);
    expect(found.rates[0]).toEqual({
      window: 5 * minute,
      rate: null,
      why: 'over 5m prom has no such series',
    });
  });
});

describe('bad input', () => {
  const everywhere = (reading: BudgetReading, period = 30 * day) =>
    budgetWindows(period).map((window) => ({ window, reading }));
  const counted = (bad: number, total: number) => everywhere({ kind: 'counted', bad, total });

  test.each([
    ['nothing was read', [], 'no-data', 'over 30d it was not read'],
    ['NaN', counted(Number.NaN, 100), 'not-a-number', 'NaN bad of 100 requests'],
    ['infinite', counted(1, Infinity), 'not-a-number', 'those are no counts'],
    ['negative', counted(-1, 1e6), 'not-a-number', '-1 bad'],
    ['more bad than all', counted(1200, 1000), 'more-bad-than-all', '1200 bad of 1000 requests'],
    ['bad ones of none', counted(3, 0), 'more-bad-than-all', '3 bad of 0 requests'],
    ['no traffic', counted(0, 0), 'no-traffic', 'it counted no requests'],
    [
      'too little traffic',
      counted(0, 999),
      'too-little-traffic',
      '999 requests, of which less than one may fail',
    ],
    ['a share above 1', everywhere({ kind: 'share', bad: 1.5 }), 'not-a-number', 'lies between 0 and 1'],
    [
      'a source that fails',
      everywhere({ kind: 'none', reason: 'source-failed', sentence: 'prom could not be reached' }),
      'source-failed',
      'prom could not be reached',
    ],
  ] as const)('%s', (_, readings, reason, sentence) => {
    expect(assess(aBudget(), readings)).toEqual({
      kind: 'unknown',
      reason,
      sentence: expect.stringContaining(sentence),
    });
  });

  test.each([1, 0, 1.5, Number.NaN])('an objective of %d leaves no budget', (objective) => {
    expect(assess(aBudget({ objective }), evenly(0))).toMatchObject({ reason: 'no-budget' });
  });

  test('what was not heard of for an hour is not current, although its period is known', () => {
    const silent = evenly(0).map((one) =>
      one.window <= hour
        ? { ...one, reading: { kind: 'none', reason: 'empty', sentence: 'prom has no such series' } as const }
        : one,
    );
    expect(assess(aBudget(), silent)).toMatchObject({
      reason: 'not-current',
      sentence: expect.stringContaining('nothing was heard of it in the last 1h (prom has no such series)'),
    });
    const idle = silent.map((one) =>
      one.window <= hour ? { ...one, reading: { kind: 'counted', bad: 0, total: 0 } as const } : one,
    );
    expect(assess(aBudget(), idle)).toMatchObject({ kind: 'known', remaining: 1 });
  });

  test('a few more bad than all come of extrapolation', () => {
    expect(assess(aBudget(), counted(1000.5, 1000))).toMatchObject({ kind: 'known', remaining: -999 });
  });

  test('a share without a count is enough, and says that nobody counts', () => {
    expect(assess(aBudget(), everywhere({ kind: 'share', bad: 0.0005 }))).toMatchObject({
      kind: 'known',
      remaining: 0.5,
      total: null,
    });
  });
});

test('whatever is counted, it is told or it is named', () => {
  const count = fc.oneof(fc.double(), fc.integer({ min: 0, max: 1e9 }));
  fc.assert(
    fc.property(count, count, fc.double(), (bad, total, objective) => {
      const found = assess(aBudget({ objective }), [
        { window: 30 * day, reading: { kind: 'counted', bad, total } },
      ]);
      if (found.kind === 'unknown') expect(found.sentence).not.toBe('');
      else expect(Number.isFinite(found.remaining) && found.remaining <= 1).toBe(true);
    }),
  );
});

test('one more failure never leaves more of the budget, one more success never less', () => {
  const left = (bad: number, total: number) =>
    known(assess(aBudget(), [{ window: 30 * day, reading: { kind: 'counted', bad, total } }])).remaining;
  fc.assert(
    fc.property(
      fc.integer({ min: 10_000, max: 1e9 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      (total, share) => {
        const bad = Math.floor(total * share);
        expect(left(bad + 1, total + 1)).toBeLessThanOrEqual(left(bad, total));
        expect(left(bad, total + 1)).toBeGreaterThanOrEqual(left(bad, total));
      },
    ),
  );
});
