import type { SideTotals } from '../core/judge/totals.ts';
import type { Metric } from '../core/rollout/plan.ts';
import { type InstanceCounts, latencyBuckets } from './scenario.ts';

/** What of a scenario a metric can be fed with. */
export type Feed = 'errors' | 'latencies';

/** @returns null for what no scenario has: numbers that are not counted from requests, and answers of class 4xx */
export function feedOf({ source, unit }: Metric): Feed | null {
  switch (source.kind) {
    case 'traffic':
      if (source.series === '4xx-rate') return null;
      return unit === 'duration' ? 'latencies' : 'errors';
    case 'query':
      if (source.counted?.kind === 'events') return unit === 'ratio' ? 'errors' : null;
      return source.counted?.kind === 'histogram' && unit === 'duration' ? 'latencies' : null;
    case 'json':
    case 'reported':
      return null;
  }
}

/** Counts of one interval by instance: `canary-1` and on. */
export function counted(side: string, instances: readonly InstanceCounts[], feed: Feed): SideTotals {
  return {
    kind: 'totals',
    instances: Object.fromEntries(
      instances.map(({ requests, errors, latencies }, index) => [
        `${side}-${index + 1}`,
        feed === 'errors'
          ? { kind: 'events', requests, bad: errors }
          : { kind: 'histogram', boundaries: latencyBuckets, counts: latencies },
      ]),
    ),
  };
}
