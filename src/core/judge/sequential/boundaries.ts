import type { Counter, SideTotals } from '../totals.ts';

/** Shares of stable's requests that are slower than the boundaries looked at, which so ascend: the middle, and ever rarer ones. */
const wanted = [0.5, 0.25, 0.1, 0.05, 0.01];

/** With fewer requests it is not known yet where stable's latencies lie. */
const enough = 200;

/**
 * Boundaries whose shares of slower requests are nearest to those wanted. They are chosen once, from what stable
 * had counted before anything is compared, so that the choice favours nobody.
 * @returns null while stable has told too little, or no histogram, or nothing that lies on both sides of a boundary
 */
export function chooseBoundaries(stable: SideTotals): readonly number[] | null {
  if (stable.kind === 'none') return null;
  const histograms = Object.values(stable.instances).filter(isSound);
  const [first] = histograms;
  if (first === undefined) return null;
  const alike = histograms.filter(({ boundaries }) => boundaries.join() === first.boundaries.join());
  const counts = first.counts.map((_, place) =>
    alike.reduce((sum, one) => sum + (one.counts[place] ?? 0), 0),
  );
  const total = counts.reduce((sum, value) => sum + value, 0);
  if (total < enough) return null;
  let slower = total;
  const shares = first.boundaries.map((boundary, place) => {
    slower -= counts[place] ?? 0;
    return { boundary, share: slower / total };
  });
  const useful = shares.filter(({ share }) => share > 0 && share < 1);
  const chosen = new Set(wanted.flatMap((share) => nearest(useful, share) ?? []));
  return chosen.size === 0 ? null : [...chosen];
}

type Histogram = Extract<Counter, { kind: 'histogram' }>;

function isSound(counter: Counter): counter is Histogram {
  return (
    counter.kind === 'histogram' &&
    counter.counts.length === counter.boundaries.length + 1 &&
    counter.counts.every((value) => Number.isFinite(value) && value >= 0) &&
    counter.boundaries.every(
      (value, index, all) => Number.isFinite(value) && (index === 0 || value > (all[index - 1] ?? 0)),
    )
  );
}

/** Nearest as a ratio of odds. */
function nearest(shares: readonly { boundary: number; share: number }[], wish: number): number | null {
  const distance = (share: number) => Math.abs(Math.log(share / (1 - share)) - Math.log(wish / (1 - wish)));
  const [best] = [...shares].sort((left, right) => distance(left.share) - distance(right.share));
  return best?.boundary ?? null;
}
