import { latencyBoundaries } from '../../core/judge/histogram.ts';
import { allInstances, type Counter, type SideTotals } from '../../core/judge/totals.ts';
import { isTrafficSeries } from '../../core/judge/traffic-series.ts';
import type { Served } from './traffic-reading.ts';

/** What one version did for unpinned requests since a router, or a process of it, began. */
export type Instances = Readonly<Record<string, Served>>;

/** A router that tells no instances apart; a version it never gave a request has counted nothing yet. */
export function oneInstance(served: Served | undefined): Instances {
  return { [allInstances]: served ?? { requests: 0, errors: 0, statuses: [], latencies: [] } };
}

/**
 * The counters behind one series. What is bad is what `readSeries` divides by the requests: for the success rate,
 * what is missing from it.
 */
export function readTotals(metric: string, series: string, instances: Instances): SideTotals {
  const counters = Object.entries(instances).flatMap(([name, served]) => {
    const counter = counterOf(series, served);
    return counter === null ? [] : [[name, counter] as const];
  });
  if (counters.length === 0) return uncounted(metric, series);
  return { kind: 'totals', instances: Object.fromEntries(counters) };
}

function counterOf(series: string, { requests, errors, statuses, latencies }: Served): Counter | null {
  if (!isTrafficSeries(series)) return null;
  switch (series) {
    case 'requests':
    case 'throughput':
      return null;
    case 'error-rate':
    case 'success-rate':
      return { kind: 'events', requests, bad: errors };
    case '4xx-rate':
      return { kind: 'events', requests, bad: statuses[3] ?? 0 };
    case '5xx-rate':
      return { kind: 'events', requests, bad: statuses[4] ?? 0 };
    default:
      return { kind: 'histogram', boundaries: latencyBoundaries, counts: histogramOf(latencies) };
  }
}

function histogramOf(latencies: readonly number[]): readonly number[] {
  return Array.from({ length: latencyBoundaries.length + 1 }, (_, index) => latencies[index] ?? 0);
}

function uncounted(metric: string, series: string): SideTotals {
  const sentence = isTrafficSeries(series)
    ? `\`${series}\` says how many requests came, not how many of them were bad, so ${metric} cannot be tested against stable. Test a rate or a percentile in belay.yml.`
    : `The router has no series "${series}"; correct ${metric} in belay.yml.`;
  return { kind: 'none', reason: 'empty', sentence };
}
