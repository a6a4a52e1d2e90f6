import { describe, expect, test } from 'vitest';
import { limitsInSight, timeRange, valueRange } from '../../../dashboard/src/chart/scale.ts';
import type { MetricSeries } from '../../../dashboard/src/wire.ts';

function series(values: readonly number[], limit: number): MetricSeries {
  return {
    name: 'error-rate',
    unit: 'ratio',
    points: values.map((canary, at) => ({ at, canary, stable: null })),
    limits: [{ label: 'limit', value: limit }],
  };
}

describe('the height of a chart', () => {
  test('a limit within reach is in sight, one far away does not flatten the curve', () => {
    expect(limitsInSight(series([0.01], 0.02))).toHaveLength(1);
    expect(limitsInSight(series([0.001], 0.02))).toHaveLength(0);
    expect(valueRange(series([0.001], 0.02))[1]).toBeLessThan(0.002);
  });

  test('values near zero stand on the zero line, lofty ones do not need it', () => {
    expect(valueRange(series([0.001, 0.002], 1))[0]).toBe(0);
    expect(valueRange(series([0.84, 0.86], 0.8))[0]).toBeGreaterThan(0.5);
  });

  test('without any value there is still a height', () => {
    expect(valueRange({ name: 'x', unit: 'number', points: [], limits: [] })).toEqual([0, 1]);
  });
});

describe('the width of a chart', () => {
  const every = (gap: number, count: number): MetricSeries => ({
    name: 'p95',
    unit: 'duration',
    points: Array.from({ length: count }, (_, place) => ({
      at: 5000 + place * gap,
      canary: 1,
      stable: 1,
    })),
    limits: [],
  });

  test('the first points have room for more at their own pace, and many fill it', () => {
    expect(timeRange(every(1000, 3))).toEqual([5, 5 + 24]);
    expect(timeRange(every(10_000, 3))).toEqual([5, 5 + 240]);
    expect(timeRange(every(1000, 101))).toEqual([5, 105]);
  });

  test('one point or none still has a width', () => {
    expect(timeRange(every(1000, 1))).toEqual([5, 65]);
    expect(timeRange(every(1000, 0))).toEqual([0, 60]);
  });
});
