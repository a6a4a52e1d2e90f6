import { formatValue } from '../../judge/format.ts';
import type { Unit } from '../../judge/rule.ts';
import type { Counts, Pair } from './metric-figures.ts';

type Values = Pick<Pair, 'canary' | 'stable'>;

/** Values within this multiple of each other are alike where nothing is counted. */
const alikeWithin = 1.1;
/** Of the normal distribution: further apart than this many standard errors is hardly chance. */
const chance = 1.96;

/**
 * How far the canary is from stable, from 0 (alike) on: the logarithm of their ratio. Counted failures are smoothed by
 * half a failure, so that none against one is no infinity.
 */
export function distance({ canary, stable, counts }: Omit<Pair, 'at'>): number {
  if (counts !== null) return Math.abs(Math.log(smoothed(counts.canary) / smoothed(counts.stable)));
  if (canary === stable) return 0;
  if (canary <= 0 || stable <= 0) return Number.POSITIVE_INFINITY;
  return Math.abs(Math.log(canary / stable));
}

/** Whether both sides are near to each other, or no further apart than chance explains where failures are counted. */
export function isAlike(pair: Omit<Pair, 'at'>): boolean {
  const { counts } = pair;
  if (counts === null) return distance(pair) <= Math.log(alikeWithin);
  const error = Math.sqrt(1 / (counts.canary.failed + 0.5) + 1 / (counts.stable.failed + 0.5));
  return distance(pair) <= Math.max(Math.log(alikeWithin), chance * error);
}

function smoothed({ requests, failed }: Counts): number {
  return (failed + 0.5) / (requests + 1);
}

/** `2.69 percentage points higher`, `41ms lower`, `the same`: of the values as they are shown, so that it adds up. */
export function differenceWords(values: Values, unit: Unit): string {
  const [canary, stable] = [asShown(values.canary, unit), asShown(values.stable, unit)];
  const by = Math.abs(canary - stable);
  if (by === 0) return 'the same';
  // A difference of two shares is told in points: 0.5 % of 2 % could be either.
  const amount =
    unit === 'ratio' ? `${formatValue(by * 100, 'number')} percentage points` : formatValue(by, unit);
  return `${amount} ${canary > stable ? 'higher' : 'lower'}`;
}

/** `14x`; a dash where stable is not above zero and has no multiples. */
export function timesWords({ canary, stable }: Values): string {
  return stable <= 0 ? '–' : `${formatValue(canary / stable, 'number')}x`;
}

/** Rounded as `formatValue` rounds it. */
function asShown(value: number, unit: Unit): number {
  switch (unit) {
    case 'ratio':
      return decimals(value * 100) / 100;
    case 'duration':
      return duration(value);
    case 'per-second':
    case 'count':
    case 'number':
      return decimals(value);
  }
}

function duration(millis: number): number {
  const size = Math.abs(millis);
  if (size < 100) return Math.round(millis * 10) / 10;
  if (size < 999.5) return Math.round(millis);
  return size < 60_000 ? Math.round(millis / 10) * 10 : Math.round(millis / 1000) * 1000;
}

function decimals(value: number): number {
  return Math.abs(value) < 0.01 ? Number(value.toPrecision(2)) : Math.round(value * 100) / 100;
}
