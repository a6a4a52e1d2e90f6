import chisquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import { z } from 'zod';
import type { Counts } from './odds.ts';

/**
 * How stable's own instances differ among each other: what is nobody's fault. All of stable alike, so a canary that
 * is as good differs by no more.
 */
export const Spread = z.object({
  /** Sum over the intervals of Pearson's statistic between the instances times their bad requests, what it should be, and its variance. */
  statistic: z.number(),
  expected: z.number(),
  variance: z.number(),
  /** By instance, in the order of the evidence's `places`: bad requests counted, and those there would be if all were alike. */
  observed: z.array(z.number()),
  alike: z.array(z.number()),
});
export type Spread = z.infer<typeof Spread>;

export const noSpread: Spread = { statistic: 0, expected: 0, variance: 0, observed: [], alike: [] };

/** Fewer instances tell too little of how instances differ. */
export const fewestInstances = 3;

/**
 * One interval more. Instances are matched by place; a place without requests is left out of the interval.
 * Mean and variance of the statistic, given the bad ones of all, are exact (Haldane 1937). Each interval counts with its
 * bad requests: in short intervals a cluster of three would otherwise count no more than a single one.
 */
export function extendSpread(spread: Spread, instances: readonly Counts[]): Spread {
  const busy = instances.filter(({ requests }) => requests > 0);
  const requests = sum(busy.map((each) => each.requests));
  const bad = sum(busy.map((each) => each.bad));
  const share = bad / requests;
  if (busy.length < fewestInstances || bad === 0 || bad === requests) return spread;
  const cells = busy.length;
  const statistic = sum(
    busy.map((each) => (each.bad - each.requests * share) ** 2 / (each.requests * share * (1 - share))),
  );
  const inverse = sum(busy.map((each) => requests / each.requests));
  const variance = 2 * (cells - 1) + (inverse - cells ** 2 - 2 * cells + 2) / bad;
  return {
    statistic: rounded(spread.statistic + bad * statistic),
    expected: spread.expected + bad * (cells - 1),
    variance: rounded(spread.variance + bad ** 2 * Math.max(0, variance)),
    observed: instances.map((each, place) => (spread.observed[place] ?? 0) + each.bad),
    alike: instances.map((each, place) => rounded((spread.alike[place] ?? 0) + each.requests * share)),
  };
}

/** Instances that have counted much less or more than the others have seen other times. */
const comparable = 2;

/**
 * What stable's instances had counted before anything was compared tells how uneven they are for good, if they have
 * been counting about as long as each other.
 */
export function spreadBefore(instances: readonly Counts[]): Spread {
  const sizes = instances.map(({ requests }) => requests).sort((left, right) => left - right);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const alike = instances.map((each) =>
    each.requests * comparable >= median && each.requests <= median * comparable
      ? each
      : { requests: 0, bad: 0 },
  );
  const { observed, alike: expected } = extendSpread(noSpread, alike);
  return { ...suspected(instances.length, alike, { observed, alike: expected }), observed, alike: expected };
}

/** What a dispersion that is only suspected weighs, in bad requests: a minute or two of intervals outweighs it. */
const suspicionWeighs = 30;
/** Where nothing is known at first, bad requests are not taken to come quite alone. */
const untoldDispersion = 2;
/** So many bad requests before the rollout tell whether instances lie apart. */
const telling = 20;

/**
 * Until the intervals tell: instances that lie apart by more than chance have clusters, or are uneven for good; what
 * they had counted does not say which.
 */
function suspected(
  told: number,
  instances: readonly Counts[],
  totals: Pick<Spread, 'observed' | 'alike'>,
): Spread {
  const requests = sum(instances.map((each) => each.requests));
  const bad = sum(instances.map((each) => each.bad));
  if (told < fewestInstances || (requests > 0 && bad < telling)) {
    return suspicion(untoldDispersion, Math.max(told, fewestInstances));
  }
  const share = bad / requests;
  const places = placesOf(totals);
  const freedom = places.length - 1;
  const statistic = apart(places, share);
  if (places.length < fewestInstances || !(statistic > mostByChance(freedom))) return noSpread;
  return suspicion(statistic / freedom, freedom);
}

function suspicion(dispersion: number, freedom: number): Spread {
  const expected = suspicionWeighs * freedom;
  return { ...noSpread, statistic: rounded(dispersion * expected), expected };
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Standard errors by which instances must differ more than counts do, before they are taken to be noisier. */
const significant = 2;
/** The same for instances that are uneven for good, as a probability. */
const confident = 0.99;

/** Variance of the counts as a multiple of that of independent requests; 1 unless more has been shown. */
export function dispersionOf({ statistic, expected, variance }: Spread): number {
  if (expected === 0 || statistic - expected < significant * Math.sqrt(variance)) return 1;
  return Math.max(1, statistic / expected);
}

/**
 * Standard deviation of the logarithm of what an instance multiplies the odds with for good; 0 unless more than
 * chance has been shown.
 * @param share of bad requests
 */
export function unevennessOf(spread: Spread, share: number, dispersion: number): number {
  const places = placesOf(spread);
  const freedom = places.length - 1;
  if (places.length < fewestInstances || share >= 1) return 0;
  const statistic = apart(places, share);
  if (statistic < dispersion * mostByChance(freedom)) return 0;
  const scale = (sum(places.map(([, expected]) => expected)) * (1 - share) * freedom) / places.length;
  return Math.sqrt((statistic - dispersion * freedom) / scale);
}

type Place = readonly [observed: number, alike: number];

function placesOf({ observed, alike }: Pick<Spread, 'observed' | 'alike'>): readonly Place[] {
  return alike.flatMap((expected, place) =>
    expected > 0 ? [[observed[place] ?? 0, expected] as const] : [],
  );
}

/** Pearson's statistic of what instances have counted in all. */
function apart(places: readonly Place[], share: number): number {
  return sum(places.map(([observed, alike]) => (observed - alike) ** 2 / (alike * (1 - share))));
}

const knownQuantiles = new Map<number, number>();

/** χ² quantile; it is asked for at every look and boundary, with hardly ever another number of instances. */
function mostByChance(freedom: number): number {
  const known = knownQuantiles.get(freedom) ?? chisquareQuantile(confident, freedom);
  knownQuantiles.set(freedom, known);
  return known;
}

/** One of two hundred canaries that are as good as stable lies beyond the odds accepted for uneven instances. */
const oneOfTwoHundred = 2.576;

/**
 * How much worse than stable's a canary's odds may look merely because its instances are others: the upper bound of
 * a prediction interval, with Student's quantile by its expansion (Abramowitz & Stegun 26.7.5).
 * @param instances of canary and of stable
 */
export function acceptedFor(
  unevenness: number,
  instances: { readonly canary: number; readonly stable: number },
): number {
  const freedom = instances.stable - 1;
  const z = oneOfTwoHundred;
  const student = z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
  return Math.exp(student * unevenness * Math.sqrt(1 / instances.canary + 1 / instances.stable));
}
