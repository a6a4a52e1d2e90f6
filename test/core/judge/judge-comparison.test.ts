import { expect, it } from 'vitest';
import { judgeComparison, type StageSamples } from '../../../src/core/judge/judge-comparison.ts';
import { Verdict } from '../../../src/core/judge/verdict.ts';
import type { ComparisonPlan, PlanBody } from '../../../src/core/rollout/plan.ts';
import { aCheck } from '../../builders/check.ts';
import { aPlan } from '../../builders/plan.ts';
import { noon } from '../../builders/rollout.ts';

const check = aCheck('criterion', {
  text: 'comparison score >= 75',
  metric: 'comparison',
  limit: { kind: 'score', pass: 75 },
});

function compared(metric: string): ComparisonPlan['metrics'][number] {
  return {
    metric,
    group: metric,
    critical: false,
    mustHaveData: false,
    direction: 'either',
    allowedIncrease: 1,
    allowedDecrease: 1,
    criticalIncrease: null,
    criticalDecrease: null,
  };
}

const steady = Array.from({ length: 20 }, (_, index) => 200 + ((index * 7) % 20));
const alike = { canary: steady, stable: steady };
const slower = { canary: steady.map((value) => value + 100), stable: steady };

function judged(
  samples: StageSamples,
  {
    weights = {},
    warmFor = 0,
    plan = {},
  }: { weights?: object; warmFor?: number; plan?: Partial<PlanBody> } = {},
) {
  const comparison = {
    metrics: [compared('p95'), compared('p99')],
    groupWeights: { ...weights },
    confidence: 0.98,
    tolerance: 0.25,
    removeOutliers: false,
  };
  const times = { heldSince: null, warmFor, now: noon };
  return Verdict.parse(judgeComparison(aPlan({ comparison, ...plan }), check, samples, times));
}

it('meets its criterion when the score is high enough', () => {
  expect(judged({ p95: alike, p99: alike })).toMatchObject({
    verdict: 'pass',
    acts: true,
    value: 100,
    limit: 75,
    holdsSince: noon,
    outcome: 'good-enough',
    evidence: { kind: 'score', value: 100, needed: 75 },
    sentence:
      'comparison score 100 meets "comparison score >= 75" (score 100: p95 and p99 pass (at least 20 samples a side))',
  });
});

it('does not meet it when the score is too low, and says what is worse', () => {
  const found = judged({ p95: slower, p99: alike });
  expect(found).toMatchObject({ verdict: 'fail', acts: false, value: 50, holdsSince: null });
  expect(found.outcome).toBe('not-yet-known');
  expect(found.sentence).toMatch(
    /^comparison score 50 does not meet "comparison score >= 75" \(score 50: p95 is 100 higher than stable's/,
  );
});

it('meets it exactly at its score and not a little below', () => {
  const samples = { p95: slower, p99: alike };
  expect(judged(samples, { weights: { p99: 75 } })).toMatchObject({ value: 75, acts: true });
  expect(judged(samples, { weights: { p99: 74.96 } })).toMatchObject({ value: 74.96, acts: false });
});

it('has no data where half of the metrics have none, while the canary warms up, and without a comparison', () => {
  const half = judged({ p95: alike });
  expect(half).toMatchObject({ verdict: 'no-data', acts: false, value: null, outcome: 'not-yet-known' });
  expect(half.sentence).toContain('no data, score 0, because 1 of 2 metrics have no data: p99 has no data');
  expect(judged({ p95: alike, p99: alike }, { warmFor: 60_000 })).toMatchObject({
    verdict: 'no-data',
    sentence: 'comparison score >= 75: no data, the canary warms up for 1m more',
  });
  const { comparison: _, ...without } = aPlan();
  const times = { heldSince: null, warmFor: 0, now: noon };
  expect(judgeComparison(without, check, {}, times).sentence).toContain('the plan compares nothing');
});
