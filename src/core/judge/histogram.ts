/**
 * Latency counts over fixed boundaries. Fixed, so that counts of different seconds, versions and processes
 * can be added and compared boundary by boundary, and log-spaced, so that a quantile read from them is off by
 * less than one step (10 %) wherever it lies.
 */

const smallest = 0.5;
const largest = 60_000;
const steps = 123;

/** Upper bounds in milliseconds, inclusive (`le`): 0.5 ms to 60 s, each at most 1.1 times the one before. */
export const latencyBoundaries: readonly number[] = Array.from(
  { length: steps + 1 },
  (_, step) => smallest * (largest / smallest) ** (step / steps),
);

/** One count per boundary and a last one for what took longer than 60 s. */
export type Counts = ArrayLike<number>;

export const bucketCount = latencyBoundaries.length + 1;

export function emptyCounts(): readonly number[] {
  return new Array<number>(bucketCount).fill(0);
}

/** The bucket of a latency in milliseconds: the first whose boundary is not below it. */
export function bucketIndex(ms: number): number {
  let low = 0;
  let high = latencyBoundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ms <= (latencyBoundaries[middle] ?? Number.POSITIVE_INFINITY)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function record(counts: Counts, ms: number): readonly number[] {
  const next = Array.from(counts);
  const index = bucketIndex(ms);
  next[index] = (next[index] ?? 0) + 1;
  return next;
}

export function totalCount(counts: Counts): number {
  let total = 0;
  for (let index = 0; index < counts.length; index += 1) total += counts[index] ?? 0;
  return total;
}

export function mergeCounts(left: Counts, right: Counts): readonly number[] {
  return Array.from({ length: bucketCount }, (_, index) => (left[index] ?? 0) + (right[index] ?? 0));
}

/** What came between two readings of counts that only grow; a count that shrank (a restart) is taken as zero. */
export function subtractCounts(later: Counts, earlier: Counts): readonly number[] {
  return Array.from({ length: bucketCount }, (_, index) =>
    Math.max(0, (later[index] ?? 0) - (earlier[index] ?? 0)),
  );
}

/**
 * The latency in milliseconds below which a share `q` (0 to 1) of the requests lies, interpolated linearly
 * within its bucket. Beyond the last boundary it is that boundary: a lower bound. Null without requests.
 * @param boundaries upper bounds of the counts, ascending; what is above the last one is the last count
 */
export function quantile(
  counts: Counts,
  q: number,
  boundaries: readonly number[] = latencyBoundaries,
): number | null {
  const total = totalCount(counts);
  if (total === 0) return null;
  const rank = Math.min(1, Math.max(0, q)) * total;
  let below = 0;
  for (let index = 0; index < boundaries.length; index += 1) {
    const inBucket = counts[index] ?? 0;
    if (inBucket > 0 && below + inBucket >= rank) {
      const from = boundaries[index - 1] ?? 0;
      const to = boundaries[index] ?? from;
      return from + ((to - from) * (rank - below)) / inBucket;
    }
    below += inBucket;
  }
  return boundaries.at(-1) ?? null;
}
