/** Observations above `from`, up to and with `to`, in the unit of the source. The outermost may be infinite. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface Histogram {
  readonly boundaries: readonly number[];
  /** One for each boundary (of that bucket alone) and a last one for what is above. */
  readonly counts: readonly number[];
}

/**
 * The same observations over other boundaries. A boundary that cuts through a bucket with something in it is left
 * out, because nobody knows on which side of it those were. Buckets of several histograms may be given together.
 * @param boundaries ascending
 */
export function rebucketed(buckets: readonly Bucket[], boundaries: readonly number[]): Histogram {
  const filled = buckets.filter(({ count }) => count > 0);
  const known = boundaries.filter((boundary) =>
    filled.every(({ from, to }) => isUpTo(to, boundary) || isUpTo(boundary, from)),
  );
  const upTo = [...known, Number.POSITIVE_INFINITY].map((boundary) =>
    filled.reduce((sum, { to, count }) => sum + (isUpTo(to, boundary) ? count : 0), 0),
  );
  return { boundaries: known, counts: upTo.map((count, index) => count - (upTo[index - 1] ?? 0)) };
}

/** Powers of two come out of two programs, and differ in their last digit. */
const tolerated = 1e-9;

function isUpTo(one: number, other: number): boolean {
  return one <= other || one - other <= tolerated * Math.min(Math.abs(one), Math.abs(other));
}

/** The finite edges of buckets, ascending, each once. */
export function edgesOf(buckets: readonly Bucket[]): readonly number[] {
  const edges = buckets.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
  return [...new Set(edges)].sort((one, other) => one - other);
}
