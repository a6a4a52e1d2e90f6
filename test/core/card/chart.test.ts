import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chartSeries } from '../../../src/core/card/chart.ts';
import type { ChartPoint } from '../../../src/core/card/chart-point.ts';
import { thinned } from '../../../src/core/card/thin.ts';
import { noErrorRates } from '../../builders/check.ts';
import { belay, noon } from '../../builders/rollout.ts';
import { badStory, goodStory, measured, recorded, storyPlan } from '../../builders/story.ts';

describe('chart series', () => {
  test('show canary beside stable, the fixed limits, and every weight', () => {
    const { metrics, weights } = chartSeries(badStory(), storyPlan());
    expect(metrics).toEqual([
      {
        name: 'error-rate',
        unit: 'ratio',
        points: [
          { at: noon + 20_000, canary: 0.002, stable: 0.001 },
          { at: noon + 40_000, canary: 0.081, stable: 0.001 },
          { at: noon + 100_000, canary: 0.093, stable: 0.001 },
        ],
        limits: [
          { label: 'error-rate > 5% for 1m', value: 0.05 },
          { label: 'error-rate < 1%', value: 0.01 },
        ],
      },
    ]);
    expect(weights).toEqual([
      { at: noon, weight: 0 },
      { at: noon + 10_000, weight: 5 },
      { at: noon + 100_200, weight: 0 },
    ]);
  });

  test('end at 100 % when the rollout completes', () => {
    expect(chartSeries(goodStory(), storyPlan()).weights.at(-1)).toEqual({ at: noon + 971_000, weight: 100 });
  });

  test('have a gap, not a zero, where nothing could be measured', () => {
    const event = { ...measured(0, 0, []), measurements: [noErrorRates()] } as ReturnType<typeof measured>;
    const [metric] = chartSeries(recorded([[1, belay, event]]), storyPlan()).metrics;
    expect(metric?.points).toEqual([{ at: noon + 1000, canary: null, stable: null }]);
  });
});

describe('thinning', () => {
  const value = fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    fc.constant(null),
  );
  const points = fc
    .array(fc.record({ canary: value, stable: value }), { minLength: 0, maxLength: 2500 })
    .map((list) => list.map((point, at): ChartPoint => ({ at, ...point })));

  test('keeps at most 600 points in order, with both ends, the extremes and a gap', () => {
    fc.assert(
      fc.property(points, (all) => {
        const kept = thinned(all, 600);
        expect(kept.length).toBeLessThanOrEqual(600);
        expect(kept).toEqual(all.filter((point) => kept.includes(point)));
        expect([kept[0], kept.at(-1)]).toEqual([all[0], all.at(-1)]);
        for (const side of ['canary', 'stable'] as const) expect(range(kept, side)).toEqual(range(all, side));
        expect(kept.some(({ canary }) => canary === null)).toBe(all.some(({ canary }) => canary === null));
      }),
      { numRuns: 25 },
    );
  });
});

function range(points: readonly ChartPoint[], side: 'canary' | 'stable'): readonly number[] {
  const values = points.map((point) => point[side]).filter((value) => value !== null);
  return values.length === 0 ? [] : [Math.min(...values), Math.max(...values)];
}
