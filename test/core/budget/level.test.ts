import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { BudgetLevel } from '../../../src/core/budget/budget.ts';
import { isFrozen, isStricter } from '../../../src/core/budget/budget.ts';
import { levelOf } from '../../../src/core/budget/level.ts';
import { aBudget, aStanding, standingOf } from '../../builders/budget.ts';

const levels: readonly BudgetLevel[] = ['open', 'warn', 'frozen', 'critical-only'];

test.each([
  [0.25, null, 'open'],
  [0.2499, null, 'warn'],
  [0.1, null, 'warn'],
  [0.0999, null, 'frozen'],
  [0.05, null, 'frozen'],
  [0.0499, null, 'critical-only'],
  [-3, null, 'critical-only'],
  [0.1, 'frozen', 'frozen'],
  [0.1499, 'frozen', 'frozen'],
  [0.1499, 'critical-only', 'frozen'],
  [0.15, 'frozen', 'warn'],
  [0.3, 'critical-only', 'open'],
  [0.12, 'warn', 'warn'],
] as const)('with %d left after %s it is %s', (remaining, former, level) => {
  expect(aStanding(remaining, { former }).level).toBe(level);
});

describe('what cannot be told', () => {
  it('opens nothing that was frozen, and otherwise warns', () => {
    expect(levels.map((former) => standingOf([], { former }).level)).toEqual([
      'warn',
      'warn',
      'frozen',
      'critical-only',
    ]);
    expect(standingOf([]).level).toBe('warn');
  });
});

test('without thresholds to warn or to ask at there is only one edge', () => {
  const plain = { warnBelow: null, criticalOnlyBelow: null, unfreezeAt: 0.1 };
  expect([0.2, 0.1, 0.05, -1].map((left) => aStanding(left, plain).level)).toEqual([
    'open',
    'open',
    'frozen',
    'frozen',
  ]);
});

const remaining = fc.double({ min: -2, max: 1, noNaN: true });
const knownWith = (left: number) =>
  ({ kind: 'known', remaining: left, total: null, rates: [], burning: [] }) as const;

test('less is never more lenient', () => {
  fc.assert(
    fc.property(remaining, remaining, fc.constantFrom(null, ...levels), (a, b, former) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      const at = (left: number) => levelOf(aBudget(), knownWith(left), former);
      expect(isStricter(at(more), at(less))).toBe(false);
    }),
  );
});

test('what swings between freeze and unfreeze changes at most once', () => {
  const within = fc.array(fc.double({ min: 0.0999, max: 0.1499, noNaN: true }), {
    minLength: 2,
    maxLength: 50,
  });
  fc.assert(
    fc.property(within, fc.constantFrom(null, ...levels), (walk, former) => {
      let level = former;
      const frozen = walk.map((left) => {
        level = levelOf(aBudget(), knownWith(left), level);
        return isFrozen(level);
      });
      const changes = frozen.filter((now, index) => index > 0 && now !== frozen[index - 1]);
      expect(changes.length).toBeLessThanOrEqual(1);
    }),
  );
});

test('thawing needs unfreeze, freezing needs freeze, on any walk', () => {
  fc.assert(
    fc.property(fc.array(remaining, { maxLength: 50 }), (walk) => {
      let level: BudgetLevel = 'open';
      for (const left of walk) {
        const next = levelOf(aBudget(), knownWith(left), level);
        if (isFrozen(level) && !isFrozen(next)) expect(left).toBeGreaterThanOrEqual(0.15);
        if (!isFrozen(level) && isFrozen(next)) expect(left).toBeLessThan(0.1);
        level = next;
      }
    }),
  );
});
