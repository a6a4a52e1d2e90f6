import { expect, test } from 'vitest';
import type { Measurement, Reading } from '../../../src/core/judge/measurement.ts';
import type { ComparisonPlan } from '../../../src/core/rollout/plan.ts';
import { samplesAfter } from '../../../src/core/rollout/stage-samples.ts';
import { aPlan } from '../../builders/plan.ts';
import { aRollout, noon } from '../../builders/rollout.ts';

const second = 1000;
const comparison: ComparisonPlan = {
  metrics: [
    {
      metric: 'p95',
      group: 'metrics',
      critical: false,
      mustHaveData: false,
      direction: 'either',
      allowedIncrease: 1,
      allowedDecrease: 1,
      criticalIncrease: null,
      criticalDecrease: null,
    },
  ],
  groupWeights: {},
  confidence: 0.98,
  tolerance: 0.25,
  removeOutliers: false,
};
const none: Reading = { kind: 'none', reason: 'empty', sentence: 'nothing' };

function value(number: number): Reading {
  return { kind: 'value', value: number, requests: null, errors: null };
}

function measured(canary: Reading, stable: Reading, more: Partial<Measurement> = {}): Measurement {
  return { metric: 'p95', window: second, canary, stable, ...more };
}

/** Looks one second apart, the first one a second after the canary's first traffic at noon. */
function after(looks: readonly Measurement[], plan: Parameters<typeof aPlan>[0] = { comparison }) {
  let rollout = aRollout({ plan: aPlan(plan), canarySince: noon });
  for (const [index, look] of looks.entries()) {
    rollout = { ...rollout, samples: samplesAfter(rollout, [look], noon + (index + 1) * second) };
  }
  return rollout.samples;
}

test('each look over one interval adds a sample of each side that has one', () => {
  const looks = [measured(value(1), value(2)), measured(none, value(3)), measured(value(4), none)];
  expect(after(looks)).toEqual({ p95: { canary: [1, 4], stable: [2, 3] } });
});

test('other windows and other metrics are no samples, and without a comparison there are none', () => {
  const look = measured(value(1), value(2));
  expect(after([{ ...look, window: 60 * second }])).toEqual({});
  expect(after([{ ...look, metric: 'p99' }])).toEqual({});
  expect(after([look], {})).toEqual({});
});

test('an interval that began in the warm-up is no sample', () => {
  const looks = [1, 2, 3, 4].map((number) => measured(value(number), value(number)));
  expect(after(looks, { comparison, warmUp: 2 * second })).toEqual({
    p95: { canary: [3, 4], stable: [3, 4] },
  });
});

test('of very many every second one is kept', () => {
  const looks = Array.from({ length: 500 }, (_, index) => measured(value(index), value(0)));
  const kept = after(looks)['p95']?.canary ?? [];
  expect(kept.length).toBeLessThanOrEqual(240);
  expect(kept.length).toBeGreaterThanOrEqual(120);
  expect(kept.at(-1)).toBe(499);
});
