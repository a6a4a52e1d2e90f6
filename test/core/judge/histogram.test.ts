import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bucketCount,
  bucketIndex,
  emptyCounts,
  latencyBoundaries,
  mergeCounts,
  quantile,
  record,
  subtractCounts,
  totalCount,
} from '../../../src/core/judge/histogram.ts';

const latency = fc.double({ min: 0.5, max: 60_000, noNaN: true });

function counted(latencies: readonly number[]) {
  return latencies.reduce<readonly number[]>(record, emptyCounts());
}

describe('latency histogram', () => {
  test('boundaries run from 0.5 ms to 60 s in steps of at most ten percent', () => {
    expect(latencyBoundaries[0]).toBe(0.5);
    expect(latencyBoundaries.at(-1)).toBe(60_000);
    for (let index = 1; index < latencyBoundaries.length; index += 1) {
      const ratio = (latencyBoundaries[index] ?? 0) / (latencyBoundaries[index - 1] ?? 1);
      expect(ratio).toBeGreaterThan(1);
      expect(ratio).toBeLessThanOrEqual(1.1);
    }
  });

  test('a latency on a boundary belongs to it, and anything above 60 s to the last bucket', () => {
    latencyBoundaries.forEach((boundary, index) => {
      expect(bucketIndex(boundary)).toBe(index);
    });
    expect(bucketIndex(0)).toBe(0);
    expect(bucketIndex(60_000.1)).toBe(bucketCount - 1);
    expect(bucketIndex(Number.POSITIVE_INFINITY)).toBe(bucketCount - 1);
  });

  test('a quantile is within one step of the true one', () => {
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (latencies, q) => {
          const sorted = latencies.toSorted((a, b) => a - b);
          const truth = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
          const read = quantile(counted(latencies), q) ?? 0;
          return read <= truth * 1.1 + 1e-9 && (read >= truth / 1.1 - 1e-9 || bucketIndex(truth) === 0);
        },
      ),
    );
  });

  test.each([
    [0, [0, 4, 4, 0], 10],
    [0.125, [0, 4, 4, 0], 12.5],
    [0.25, [0, 4, 4, 0], 15],
    [0.5, [0, 4, 4, 0], 20],
    [0.5, [1, 0, 1, 0], 10],
    [0.75, [0, 4, 4, 0], 30],
    [0.5, [4, 0, 0, 0], 5],
    [2, [0, 4, 4, 0], 40],
    [-1, [0, 4, 4, 0], 10],
    [0.9, [0, 4, 4, 8], 40],
  ])('the quantile %d of %j in 10, 20 and 40 ms is %d ms', (q, counts, ms) => {
    expect(quantile(counts, q, [10, 20, 40])).toBe(ms);
  });

  test('counts without boundaries say nothing of how long anything took', () => {
    expect(quantile([3], 0.5, [])).toBeNull();
  });

  test('counts of a shorter reading are compared bucket by bucket', () => {
    expect(mergeCounts([1], [2, 3]).slice(0, 3)).toEqual([3, 3, 0]);
    expect(subtractCounts([5, 1], [2]).slice(0, 3)).toEqual([3, 1, 0]);
  });

  test('has no quantile without requests', () => {
    expect(quantile(emptyCounts(), 0.95)).toBeNull();
  });

  test('says 60 s, a lower bound, for what took longer', () => {
    expect(quantile(counted([1, 70_000, 80_000]), 0.95)).toBe(60_000);
  });

  test('what is merged can be subtracted again', () => {
    fc.assert(
      fc.property(fc.array(latency), fc.array(latency), (a, b) => {
        const both = mergeCounts(counted(a), counted(b));
        expect(subtractCounts(both, counted(b))).toEqual(counted(a));
        expect(totalCount(both)).toBe(a.length + b.length);
      }),
      { numRuns: 50 },
    );
  });

  test('counts that shrank are taken as zero', () => {
    expect(totalCount(subtractCounts(emptyCounts(), counted([5])))).toBe(0);
  });
});
