import type { ChartPoint } from './chart-point.ts';

/** Per bucket: lowest and highest of both sides, and one gap. */
const keptPerBucket = 5;

/**
 * At most `most` points in the old order. The first, the last and every bucket's extremes stay, so that
 * neither a spike nor a gap disappears from a long rollout's chart.
 */
export function thinned(points: readonly ChartPoint[], most: number): readonly ChartPoint[] {
  if (points.length <= most) return points;
  const buckets = Math.floor((most - 2) / keptPerBucket);
  const size = Math.ceil(points.length / buckets);
  const kept = new Set<ChartPoint>();
  for (let start = 0; start < points.length; start += size) {
    for (const point of telling(points.slice(start, start + size))) kept.add(point);
  }
  for (const end of [points[0], points.at(-1)]) if (end !== undefined) kept.add(end);
  return points.filter((point) => kept.has(point));
}

function telling(bucket: readonly ChartPoint[]): readonly ChartPoint[] {
  const gap = bucket.find(({ canary }) => canary === null);
  return [...extremes(bucket, 'canary'), ...extremes(bucket, 'stable'), ...(gap === undefined ? [] : [gap])];
}

function extremes(bucket: readonly ChartPoint[], side: 'canary' | 'stable'): readonly ChartPoint[] {
  const sorted = bucket
    .filter((point) => point[side] !== null)
    .toSorted((a, b) => (a[side] ?? 0) - (b[side] ?? 0));
  const ends = [sorted[0], sorted.at(-1)];
  return ends.filter((point) => point !== undefined);
}
