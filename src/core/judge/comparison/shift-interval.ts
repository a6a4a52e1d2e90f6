import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** By how much canary's values lie above stable's, with an interval around it, in the metric's unit. */
export interface Shift {
  /** Hodges–Lehmann: the median of all differences between a value of canary and one of stable. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The shifts that the Mann-Whitney test at this confidence does not rule out: normal approximation, corrected for
 * ties and for continuity. The same interval as R's `wilcox.test(conf.int = TRUE, exact = FALSE)`; where R searches its
 * ends up to an absolute tolerance of 1e-4, which is too coarse for shares, they are taken here as what they are: two of
 * the differences themselves (Bauer, J. Am. Stat. Assoc. 67 (1972), 687).
 * @param canary sorted ascending, not empty, finite as are sums of four values; likewise `stable`
 * @param confidence between 0.5 and 1, such as 0.98
 */
export function shiftInterval(canary: Float64Array, stable: Float64Array, confidence: number): Shift {
  const pairs = canary.length * stable.length;
  const atLeast = pairs / 2 + 0.5 + critical(confidence) * rankDeviation(canary, stable);
  const rank = Math.min(pairs, Math.ceil(atLeast));
  const least = (canary[0] ?? 0) - (stable.at(-1) ?? 0);
  const most = (canary.at(-1) ?? 0) - (stable[0] ?? 0);
  const lower = rankedDifference(canary, stable, pairs + 1 - rank, [least, most]);
  const upper = rankedDifference(canary, stable, rank, [lower, most]);
  return { estimate: medianDifference(canary, stable, [lower, upper]), lower, upper };
}

/** A range that holds what is looked for, both ends included. */
type Range = readonly [low: number, high: number];

function medianDifference(canary: Float64Array, stable: Float64Array, range: Range): number {
  const pairs = canary.length * stable.length;
  const half = Math.ceil(pairs / 2);
  const median = rankedDifference(canary, stable, half, range);
  if (pairs % 2 === 1) return median;
  const { count, above } = splitAt(canary, stable, median);
  return count > half ? median : (median + above) / 2;
}

/** Whether so many samples could show a difference at all, if every value of canary lay above every value of stable. */
export function canShow(canary: number, stable: number, confidence: number): boolean {
  const pairs = canary * stable;
  return pairs / 2 - 0.5 >= critical(confidence) * Math.sqrt((pairs / 12) * (canary + stable + 1));
}

function critical(confidence: number): number {
  return normalQuantile((1 + confidence) / 2, 0, 1);
}

/** Standard deviation of the rank sum. Shifted against each other the two sides share no value, so ties are those within one. */
function rankDeviation(canary: Float64Array, stable: Float64Array): number {
  const all = canary.length + stable.length;
  const tied = (tieSum(canary) + tieSum(stable)) / (all * (all - 1));
  return Math.sqrt(((canary.length * stable.length) / 12) * (all + 1 - tied));
}

/** Σ t³ − t over runs of t equal values. */
function tieSum(sorted: Float64Array): number {
  let sum = 0;
  let run = 0;
  let before = Number.NaN;
  for (const value of sorted) {
    run = value === before ? run + 1 : 1;
    before = value;
    // What one more value adds to the sum: (t³ − t) − ((t−1)³ − (t−1)).
    sum += 3 * run * (run - 1);
  }
  return sum;
}

/**
 * The difference between a value of canary and one of stable that has this rank among all of them, from 1 up. Halves
 * the range until one difference is left, counting in it by one walk along both sides: no product of the sizes.
 */
function rankedDifference(canary: Float64Array, stable: Float64Array, rank: number, range: Range): number {
  let [low, high] = range;
  while (low < high) {
    const between = (low + high) / 2;
    const found = splitAt(canary, stable, between >= low && between < high ? between : low);
    if (found.count >= rank) high = found.below;
    else low = found.above;
  }
  return low;
}

/** How many differences are at most `limit`, and the two that lie next to it. */
function splitAt(
  canary: Float64Array,
  stable: Float64Array,
  limit: number,
): { readonly count: number; readonly below: number; readonly above: number } {
  let greater = 0;
  let above = Number.POSITIVE_INFINITY;
  let below = Number.NEGATIVE_INFINITY;
  let split = 0;
  for (const value of canary) {
    while (split < stable.length && value - (stable[split] ?? 0) > limit) split += 1;
    greater += split;
    if (split > 0) above = Math.min(above, value - (stable[split - 1] ?? 0));
    if (split < stable.length) below = Math.max(below, value - (stable[split] ?? 0));
  }
  return { count: canary.length * stable.length - greater, below, above };
}
