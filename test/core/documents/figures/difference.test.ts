import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  differenceWords,
  distance,
  isAlike,
  timesWords,
} from '../../../../src/core/documents/figures/difference.ts';

const uncounted = (canary: number, stable: number) => ({ canary, stable, counts: null });

function counted(
  canary: readonly [failed: number, of: number],
  stable: readonly [failed: number, of: number],
) {
  const side = ([failed, requests]: readonly [number, number]) => ({ failed, requests });
  return {
    canary: canary[0] / canary[1],
    stable: stable[0] / stable[1],
    counts: { canary: side(canary), stable: side(stable) },
  };
}

describe('a difference in words', () => {
  it.each([
    [0.031, 0, 'ratio', '3.1 percentage points higher'],
    [0.0059, 0.0074, 'ratio', '0.15 percentage points lower'],
    [323.4, 299.9, 'duration', '23ms higher'],
    [1234, 990, 'duration', '240ms higher'],
    [0.00419, 0.00421, 'ratio', 'the same'],
    [12, 15, 'count', '3 lower'],
  ] as const)('%d against %d as %s', (canary, stable, unit, words) => {
    expect(differenceWords({ canary, stable }, unit)).toBe(words);
  });

  it('has no multiple of nothing', () => {
    expect(timesWords({ canary: 3, stable: 0 })).toBe('–');
    expect(timesWords({ canary: 3, stable: 2 })).toBe('1.5x');
  });
});

describe('versions are alike', () => {
  it('within a tenth, where nothing is counted', () => {
    expect(isAlike(uncounted(105, 100))).toBe(true);
    expect(isAlike(uncounted(112, 100))).toBe(false);
    expect(isAlike(uncounted(0, 1))).toBe(false);
  });

  it('where chance explains the failures that were counted', () => {
    expect(isAlike(counted([1, 200], [0, 1200]))).toBe(true);
    expect(isAlike(counted([0, 212], [2, 1900]))).toBe(true);
    expect(isAlike(counted([36, 1163], [0, 1160]))).toBe(false);
  });

  test('whichever of them is called canary', () => {
    const failures = fc.tuple(fc.nat(50), fc.integer({ min: 51, max: 5000 }));
    fc.assert(
      fc.property(failures, failures, (one, other) => {
        expect(isAlike(counted(one, other))).toBe(isAlike(counted(other, one)));
        expect(distance(counted(one, other))).toBeCloseTo(distance(counted(other, one)));
      }),
    );
  });
});
