import type { ComparisonPlan } from '../../rollout/plan.ts';
import { readSamples, type Samples } from './samples.ts';
import { canShow, type Shift, shiftInterval } from './shift-interval.ts';

export type ComparedMetric = ComparisonPlan['metrics'][number];

/** What was measured of one metric in a stage, in the order it was measured. */
export interface SidesSamples {
  readonly canary: readonly number[];
  readonly stable: readonly number[];
}

/** What one metric came to. `high` and `low` are failures: differences that matter, in a direction that counts. */
export type Classification = 'pass' | 'high' | 'low' | 'no-data';

/** What is known of a metric whose two sides can be compared. */
export interface Difference extends Shift {
  /** Canary's mean as a multiple of stable's; null where stable's is 0. */
  readonly effect: number | null;
}

export interface Classified {
  readonly classification: Classification;
  /** Makes the whole score 0. */
  readonly critical: boolean;
  /** Null without data. */
  readonly difference: Difference | null;
  readonly canary: Samples;
  readonly stable: Samples;
}

/**
 * One metric in the manner of NetflixACAJudge: out of limits when the whole interval lies beyond `tolerance` times the
 * estimate, and the means differ by more than is allowed.
 */
export function classify(
  metric: ComparedMetric,
  sides: SidesSamples,
  { confidence, tolerance, removeOutliers }: ComparisonPlan,
): Classified {
  const canary = readSamples(sides.canary, removeOutliers);
  const stable = readSamples(sides.stable, removeOutliers);
  if (!canShow(canary.sorted.length, stable.sorted.length, confidence)) {
    return { classification: 'no-data', critical: metric.critical, difference: null, canary, stable };
  }
  const shift = shiftInterval(canary.sorted, stable.sorted, confidence);
  const difference = { ...shift, effect: meanRatio(canary.sorted, stable.sorted) };
  return { ...judged(metric, difference, tolerance), difference, canary, stable };
}

function judged(
  metric: ComparedMetric,
  { estimate, lower, upper, effect }: Difference,
  tolerance: number,
): Pick<Classified, 'classification' | 'critical'> {
  const margin = tolerance * Math.abs(estimate);
  if (metric.direction !== 'decrease' && lower > margin) {
    const exceeds = (allowed: number) => effect === null || effect >= allowed;
    return outOfLimits(metric, 'high', exceeds(metric.allowedIncrease), metric.criticalIncrease, exceeds);
  }
  if (metric.direction !== 'increase' && upper < -margin) {
    const exceeds = (allowed: number) => effect === null || effect <= allowed;
    return outOfLimits(metric, 'low', exceeds(metric.allowedDecrease), metric.criticalDecrease, exceeds);
  }
  return { classification: 'pass', critical: false };
}

/** A limit of its own says when it is critical; a critical metric without one is so whenever it is out of limits. */
function outOfLimits(
  { critical }: ComparedMetric,
  side: 'high' | 'low',
  notAllowed: boolean,
  criticalAt: number | null,
  exceeds: (allowed: number) => boolean,
): Pick<Classified, 'classification' | 'critical'> {
  const fatal = criticalAt === null ? critical && notAllowed : exceeds(criticalAt);
  return { classification: notAllowed || fatal ? side : 'pass', critical: fatal };
}

/** Below zero too a ratio above 1 says that canary is higher. */
function meanRatio(canary: Float64Array, stable: Float64Array): number | null {
  const base = mean(stable);
  return base === 0 ? null : 1 + (mean(canary) - base) / Math.abs(base);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
