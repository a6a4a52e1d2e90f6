/** One side's values, fit to be compared, and what was done to them. */
export interface Samples {
  /** Ascending and finite. */
  readonly sorted: Float64Array;
  /** Values that were not numbers one can reckon with. */
  readonly notNumbers: number;
  readonly outliers: number;
  /** How many there were before every so-manieth was taken; null when all are there. */
  readonly thinnedFrom: number | null;
}

/** More on one side add nothing to the verdict and take time from other rollouts. */
export const mostSamples = 1000;

/** Differences and sums of what is larger would be infinite. */
const largest = 1e300;

/** Of the fences around the quartiles; the judge's own default. */
const outlierFactor = 3;

/** Values in any order, as they were measured; anything may be among them. */
export function readSamples(values: readonly number[], removeOutliers: boolean): Samples {
  const numbers = Float64Array.from(values.filter((value) => Math.abs(value) <= largest)).sort();
  const kept = removeOutliers ? withoutOutliers(numbers) : numbers;
  return {
    sorted: thinned(kept),
    notNumbers: values.length - numbers.length,
    outliers: numbers.length - kept.length,
    thinnedFrom: kept.length > mostSamples ? kept.length : null,
  };
}

/**
 * Outside three times the distance of the quartiles from them, and outside the first and last hundredth: the wider of
 * the two fences, so that fewer than a hundred samples lose none.
 */
function withoutOutliers(sorted: Float64Array): Float64Array {
  const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = outlierFactor * (third - first);
  const low = Math.min(quantile(sorted, 0.01), first - reach);
  const high = Math.max(quantile(sorted, 0.99), third + reach);
  return sorted.filter((value) => value >= low && value <= high);
}

/** Between the values next to position p·(n + 1): type 6 of Hyndman and Fan, Am. Stat. 50 (1996), 361. */
function quantile(sorted: Float64Array, p: number): number {
  const position = Math.min(sorted.length, Math.max(1, p * (sorted.length + 1)));
  const index = Math.floor(position) - 1;
  const low = sorted[index] ?? 0;
  return low + (position - index - 1) * ((sorted[index + 1] ?? low) - low);
}

/** Evenly by rank, so that the order in which they were measured does not matter. */
function thinned(sorted: Float64Array): Float64Array {
  if (sorted.length <= mostSamples) return sorted;
  const step = sorted.length / mostSamples;
  return Float64Array.from(
    { length: mostSamples },
    (_, index) => sorted[Math.floor((index + 0.5) * step)] ?? 0,
  );
}
