import { z } from 'zod';
import { Instant } from '../../time.ts';
import type { Reading } from '../measurement.ts';

/**
 * Sums over the looks at a metric that is no count, so that mean, variance and autocorrelation of
 * "canary − margin × stable" follow for any margin. Each value is taken from the side's first one, so that large
 * values with a small variance keep their digits.
 */
export const GaugeStep = z.object({
  kind: z.literal('gauge'),
  metric: z.string(),
  until: Instant,
  looks: z.number().int().nonnegative(),
  first: z.object({ canary: z.number(), stable: z.number() }),
  last: z.object({ canary: z.number(), stable: z.number() }),
  canary: z.number(),
  stable: z.number(),
  canarySquares: z.number(),
  stableSquares: z.number(),
  products: z.number(),
  /** Products with the look before: canary with canary, stable with stable, and both ways across. */
  canaryLagged: z.number(),
  stableLagged: z.number(),
  crossLagged: z.number(),
  silence: z.string().nullable(),
});
export type GaugeStep = z.infer<typeof GaugeStep>;

/** A confidence sequence that holds for many looks says nothing of few. */
const fewestLooks = 10;
/** The number of looks at which the sequence is narrowest. */
const narrowestAt = 5000;
/** Squares and sums of what is larger would be infinite, which the log cannot hold. */
const largest = 1e100;
/** Beyond this a series says hardly more than its last value. */
const mostCorrelated = 0.95;

/**
 * One look more. The same two values again are mostly the same scrape again, so they add nothing: a source that stands
 * still shows neither that the canary is worse nor that it is good enough.
 */
export function absorbGauge(
  before: GaugeStep | null,
  metric: string,
  readings: { readonly canary: Reading; readonly stable: Reading },
  now: Instant,
  warmingUp: boolean,
): GaugeStep {
  const { canary, stable } = readings;
  const start = before ?? nothing(metric, now);
  if (canary.kind === 'none') return { ...start, until: now, silence: canary.sentence };
  if (stable.kind === 'none') {
    return { ...start, until: now, silence: `nothing to compare with: ${stable.sentence}` };
  }
  if (!Number.isFinite(canary.value) || !Number.isFinite(stable.value)) {
    return { ...start, until: now, silence: 'what was measured is not a number' };
  }
  if (Math.abs(canary.value) > largest || Math.abs(stable.value) > largest) {
    return { ...start, until: now, silence: 'what was measured is too large to reckon with' };
  }
  if (warmingUp) return { ...start, until: now, silence: null };
  const first = start.looks === 0 ? { canary: canary.value, stable: stable.value } : start.first;
  const [mine, other] = [canary.value - first.canary, stable.value - first.stable];
  const lagged = start.looks > 0;
  if (lagged && mine === start.last.canary && other === start.last.stable) {
    return { ...start, until: now, silence: null };
  }
  return {
    kind: 'gauge',
    metric,
    until: now,
    looks: start.looks + 1,
    first,
    last: { canary: mine, stable: other },
    canary: start.canary + mine,
    stable: start.stable + other,
    canarySquares: start.canarySquares + mine ** 2,
    stableSquares: start.stableSquares + other ** 2,
    products: start.products + mine * other,
    canaryLagged: start.canaryLagged + (lagged ? mine * start.last.canary : 0),
    stableLagged: start.stableLagged + (lagged ? other * start.last.stable : 0),
    crossLagged: start.crossLagged + (lagged ? mine * start.last.stable + other * start.last.canary : 0),
    silence: null,
  };
}

function nothing(metric: string, now: Instant): GaugeStep {
  return {
    kind: 'gauge',
    metric,
    until: now,
    looks: 0,
    first: { canary: 0, stable: 0 },
    last: { canary: 0, stable: 0 },
    canary: 0,
    stable: 0,
    canarySquares: 0,
    stableSquares: 0,
    products: 0,
    canaryLagged: 0,
    stableLagged: 0,
    crossLagged: 0,
    silence: null,
  };
}

export interface GaugeMeans {
  readonly canary: number;
  readonly stable: number;
}

export function meansOf(step: GaugeStep): GaugeMeans {
  return {
    canary: step.first.canary + step.canary / step.looks,
    stable: step.first.stable + step.stable / step.looks,
  };
}

/**
 * The logarithm of an asymptotic e-value against "the mean of canary − factor × stable is not above 0" (or not
 * below it): Robbins' normal mixture with the estimated variance, `ln E = ρ²S² / (2(nρ²+1)s²) − ½ ln(nρ²+1)`, which
 * reaches 1/α exactly where the asymptotic confidence sequence of Waudby-Smith et al. (arXiv 2103.06476) leaves 0. The
 * variance is widened for autocorrelation by (1 + r)/(1 − r), r that of neighbouring looks.
 * @param alpha for which the sequence is narrowest after 5000 looks
 */
export function logGaugeEvidence(
  step: GaugeStep,
  factor: number,
  side: 'above' | 'below',
  alpha: number,
): number {
  const { looks } = step;
  if (looks < fewestLooks) return 0;
  const mean = meansOf(step).canary - factor * meansOf(step).stable;
  if (side === 'above' ? mean <= 0 : mean >= 0) return 0;
  const variance = varianceOf(step, factor);
  if (variance <= 0) return Number.POSITIVE_INFINITY;
  const rhoSquared = (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / narrowestAt;
  const spread = looks * rhoSquared + 1;
  return (rhoSquared * (looks * mean) ** 2) / (2 * spread * variance) - Math.log(spread) / 2;
}

function varianceOf(step: GaugeStep, factor: number): number {
  const { looks } = step;
  const mean = (step.canary - factor * step.stable) / looks;
  const squares = step.canarySquares + factor ** 2 * step.stableSquares - 2 * factor * step.products;
  const variance = squares / looks - mean ** 2;
  const scale = step.canarySquares + factor ** 2 * step.stableSquares;
  if (variance <= 1e-12 * (scale / looks)) return 0;
  const lagged =
    (step.canaryLagged + factor ** 2 * step.stableLagged - factor * step.crossLagged) / (looks - 1) -
    mean ** 2;
  const correlation = Math.min(mostCorrelated, Math.max(0, lagged / variance));
  return variance * ((1 + correlation) / (1 - correlation));
}
