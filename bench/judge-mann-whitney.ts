import { compare } from '../src/core/judge/comparison/compare.ts';
import type { ComparisonPlan } from '../src/core/rollout/plan.ts';
import { type Case, hour, type Judge, whole } from './judge-case.ts';
import { comparedValue } from './judge-limits.ts';

const metric = 'value';

/** As Netflix's judge compares by default, where more is worse. */
const asNetflix: ComparisonPlan = {
  metrics: [
    {
      metric,
      group: 'all',
      critical: false,
      mustHaveData: false,
      direction: 'increase',
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

export const mannWhitneyOnce: Judge = {
  name: 'mann_whitney_once',
  sentence: 'error rates (latency scenarios: p95) of all intervals compared once, after the hour',
  begin: (watched) => mannWhitney(watched, hour),
};

export const mannWhitneyEvery5m: Judge = {
  name: 'mann_whitney_every_5m',
  sentence: 'the same comparison of what there is so far, every five minutes',
  begin: (watched) => mannWhitney(watched, 5 * 60_000),
};

function mannWhitney({ interval, signal }: Case, every: number): ReturnType<Judge['begin']> {
  const samples = { canary: Array.of<number>(), stable: Array.of<number>() };
  let now = 0;
  return {
    look({ canary, stable }) {
      now += interval;
      samples.canary.push(comparedValue(whole(canary ?? []), signal) ?? Number.NaN);
      samples.stable.push(comparedValue(whole(stable ?? []), signal) ?? Number.NaN);
      if (now % every !== 0) return false;
      return compare(asNetflix, { [metric]: samples }).metrics.some(
        ({ classification }) => classification === 'high',
      );
    },
  };
}
