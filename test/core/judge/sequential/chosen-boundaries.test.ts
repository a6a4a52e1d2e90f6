import { describe, expect, test } from 'vitest';
import { chooseBoundaries } from '../../../../src/core/judge/sequential/boundaries.ts';
import type { Counter, SideTotals } from '../../../../src/core/judge/totals.ts';

const boundaries = [10, 20, 50, 100, 200, 500];

function histogram(counts: readonly number[], at: readonly number[] = boundaries): Counter {
  return { kind: 'histogram', boundaries: at, counts };
}

function side(...instances: readonly Counter[]): SideTotals {
  return { kind: 'totals', instances: Object.fromEntries(instances.map((one, index) => [`i${index}`, one])) };
}

const spread = [200, 300, 260, 140, 50, 40, 10];

describe('the boundaries of a latency that are looked at', () => {
  test('are the middle and ever rarer ones of what stable took, from the fastest', () => {
    expect(chooseBoundaries(side(histogram(spread)))).toEqual([20, 50, 100, 200, 500]);
  });

  test('are chosen from all of its instances together', () => {
    const halves = spread.map((count) => count / 2);
    expect(chooseBoundaries(side(histogram(halves), histogram(halves)))).toEqual([20, 50, 100, 200, 500]);
    expect(chooseBoundaries(side(histogram([0, 0, 0, 0, 0, 500, 0]), histogram(spread)))).toEqual([
      50, 200, 500,
    ]);
  });

  test('are looked at once each', () => {
    expect(chooseBoundaries(side(histogram([900, 100, 0, 0, 0, 0, 0])))).toEqual([10]);
  });

  test('are not known while all took the same', () => {
    expect(chooseBoundaries(side(histogram([1000, 0, 0, 0, 0, 0, 0])))).toBeNull();
    expect(chooseBoundaries(side(histogram([0, 0, 0, 0, 0, 0, 1000])))).toBeNull();
  });

  test.each([
    [199, null],
    [200, [10]],
  ])('are known from 200 requests on: with %d they are %j', (requests, found) => {
    expect(chooseBoundaries(side(histogram([requests - 20, 20, 0, 0, 0, 0, 0])))).toEqual(found);
  });

  test('are not known of a side that told nothing, or no histogram', () => {
    expect(chooseBoundaries({ kind: 'none', reason: 'source-failed', sentence: 'no answer' })).toBeNull();
    expect(chooseBoundaries(side())).toBeNull();
    expect(chooseBoundaries(side({ kind: 'events', requests: 1000, bad: 5 }))).toBeNull();
  });

  test('are those of the first instance where others have others', () => {
    const other = histogram([0, 0, 900, 100], [1, 2, 3]);
    expect(chooseBoundaries(side(histogram(spread), other))).toEqual([20, 50, 100, 200, 500]);
  });

  test.each<[string, Counter]>([
    ['is not whole', histogram([900, 100])],
    ['has a negative count', histogram([900, -1, 100, 0, 0, 0, 0])],
    ['has an endless count', histogram([900, Number.POSITIVE_INFINITY, 0, 0, 0, 0, 0])],
    ['has its buckets out of order', histogram([900, 100, 0], [20, 10])],
    ['has a bucket twice', histogram([900, 100, 0], [20, 20])],
    ['has a boundary that is no number', histogram([900, 100, 0], [20, Number.NaN])],
    ['has an endless boundary', histogram([900, 100, 0], [20, Number.POSITIVE_INFINITY])],
  ])('are not taken from a histogram that %s', (_, broken) => {
    expect(chooseBoundaries(side(broken))).toBeNull();
    expect(chooseBoundaries(side(broken, histogram(spread)))).toEqual([20, 50, 100, 200, 500]);
  });

  test('may lie below zero', () => {
    expect(chooseBoundaries(side(histogram([900, 100, 0], [-20, -10])))).toEqual([-20]);
  });
});
