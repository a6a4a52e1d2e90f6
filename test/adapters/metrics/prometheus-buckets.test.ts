import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bucket, edgesOf, rebucketed } from '../../../src/adapters/metrics/prometheus/buckets.ts';
import { classicBuckets } from '../../../src/adapters/metrics/prometheus/classic-histogram.ts';
import {
  exponentialBoundaries,
  nativeBuckets,
} from '../../../src/adapters/metrics/prometheus/native-histogram.ts';

const counts = fc.array(fc.nat({ max: 1000 }), { minLength: 2, maxLength: 12 });

/** Classic buckets whose boundaries are 1, 2, 3 …, times a factor. */
function bucketsFrom(each: readonly number[], factor = 1): readonly Bucket[] {
  return each.map((count, index) => ({
    from: index === 0 ? Number.NEGATIVE_INFINITY : index * factor,
    to: index === each.length - 1 ? Number.POSITIVE_INFINITY : (index + 1) * factor,
    count,
  }));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the same observations over other boundaries', () => {
  test('over their own boundaries they are what they were', () => {
    fc.assert(
      fc.property(counts, (each) => {
        const buckets = bucketsFrom(each);
        expect(rebucketed(buckets, edgesOf(buckets)).counts).toEqual(each);
      }),
    );
  });

  test('none is lost or told twice, whatever the boundaries, and what is below a boundary stays below it', () => {
    const boundaries = fc.array(fc.double({ min: 0.1, max: 20, noNaN: true }), { maxLength: 10 });
    fc.assert(
      fc.property(counts, boundaries, (each, wild) => {
        const buckets = bucketsFrom(each);
        const wanted = [...new Set(wild)].sort((a, b) => a - b);
        const found = rebucketed(buckets, wanted);
        expect(found.counts).toHaveLength(found.boundaries.length + 1);
        expect(sum(found.counts)).toBe(sum(each));
        for (const [index, boundary] of found.boundaries.entries()) {
          const surely = sum(buckets.filter(({ to }) => to <= boundary + 1e-6).map(({ count }) => count));
          expect(sum(found.counts.slice(0, index + 1))).toBe(surely);
        }
      }),
    );
  });

  test('together with others they add up boundary by boundary', () => {
    fc.assert(
      fc.property(counts, (each) => {
        const twice = rebucketed([...bucketsFrom(each), ...bucketsFrom(each)], edgesOf(bucketsFrom(each)));
        expect(twice.counts).toEqual(each.map((count) => 2 * count));
      }),
    );
  });

  test('a boundary within a bucket is left out, unless nothing is in that bucket', () => {
    const buckets = bucketsFrom([5, 0, 3, 1]);
    expect(rebucketed(buckets, [0.5, 1, 1.5, 2.5, 3])).toEqual({
      boundaries: [1, 1.5, 3],
      counts: [5, 0, 3, 1],
    });
  });

  test('histograms with different boundaries keep those they share', () => {
    const both = [...bucketsFrom([1, 1, 1, 1]), ...bucketsFrom([2, 2, 2], 2)];
    expect(rebucketed(both, edgesOf(both))).toEqual({ boundaries: [2], counts: [4, 6] });
  });
});

describe('classic histograms', () => {
  const whole = [
    { le: '+Inf', value: 9 },
    { le: '0.5', value: 4 },
    { le: '2', value: 4 },
  ];

  test('are sorted, and each bucket has what the smaller ones do not', () => {
    expect(classicBuckets(whole)).toEqual([
      { from: Number.NEGATIVE_INFINITY, to: 0.5, count: 4 },
      { from: 0.5, to: 2, count: 0 },
      { from: 2, to: Number.POSITIVE_INFINITY, count: 5 },
    ]);
  });

  test.each([
    [[{ le: '1.0', value: 4 }, { le: '1', value: 4 }, ...whole], 'many-series', /is there twice \(also as/],
    [[{ le: '1', value: 3 }, ...whole], 'not-a-number', /`le="1"` has 3 and the smaller `le="0.5"` 4/],
    [[{ le: '1', value: Number.NaN }, ...whole], 'not-a-number', /`le="1"` is NaN/],
    [[{ le: '1', value: Infinity }, ...whole], 'not-a-number', /is infinite/],
    [[{ le: '1', value: 4.5 }, ...whole], 'not-a-number', /is 4.5, which is no count/],
    [[{ le: '0.1', value: -1 }, ...whole], 'not-a-number', /is -1/],
    [[{ le: 'many', value: 4 }, ...whole], 'not-a-number', /`le="many"`, which is no boundary/],
    [[{ le: '-Inf', value: 0 }, ...whole], 'not-a-number', /no boundary/],
    [[{ le: '', value: 0 }, ...whole], 'not-a-number', /no boundary/],
    [whole.slice(1), 'not-a-number', /`le="\+Inf"` is missing/],
  ])('%j are odd', (series, reason, what) => {
    expect(classicBuckets(series)).toEqual({ reason, what: expect.stringMatching(what) });
  });
});

describe('native histograms', () => {
  const native = (...buckets: unknown[]) => ({ count: '1', sum: '1', buckets });

  test('without any observation are empty', () => {
    expect(nativeBuckets({ count: '0', sum: '0' })).toEqual([]);
  });

  test.each([
    ['text', /not written as Prometheus writes one/],
    [native([0, '1', '2']), /not written/],
    [native([0, '2', '1', '3']), /goes from 2 to 1/],
    [native([0, 'x', '1', '3']), /goes from NaN to 1/],
    [native([0, '1', '2', '-3']), /up to 2 is -3/],
    [native([0, '1', '2', '0.5']), /up to 2 is 0.5/],
    [native([0, '1', '2', 'NaN']), /is NaN/],
  ])('%j are odd', (histogram, what) => {
    expect(nativeBuckets(histogram)).toEqual({ reason: 'not-a-number', what: expect.stringMatching(what) });
  });

  test('are as coarse as their widest bucket, and no finer than a quarter of an octave', () => {
    const bucket = (from: number, to: number) => [{ from, to, count: 1 }];
    expect(exponentialBoundaries([], 1000)).toHaveLength(65);
    expect(exponentialBoundaries(bucket(1, 2 ** (1 / 256)), 1000)).toHaveLength(65);
    expect(exponentialBoundaries(bucket(1, 2), 1000)).toHaveLength(17);
    expect(exponentialBoundaries(bucket(1, 16), 1000)).toEqual([2 ** -8, 2 ** -4, 1, 16]);
    expect(exponentialBoundaries(bucket(1, 2), 1)).toEqual(
      Array.from({ length: 17 }, (_, index) => 2 ** index),
    );
  });

  test('with boundaries of their own have no others', () => {
    expect(exponentialBoundaries([{ from: 0.1, to: 0.25, count: 1 }], 1000)).toBeNull();
    expect(exponentialBoundaries([{ from: Number.NEGATIVE_INFINITY, to: 1, count: 1 }], 1000)).toBeNull();
  });
});
