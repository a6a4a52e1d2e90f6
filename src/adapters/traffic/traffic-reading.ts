import { quantile } from '../../core/judge/histogram.ts';
import type { Reading } from '../../core/judge/measurement.ts';
import type { TrafficSeries } from '../../core/judge/traffic-series.ts';
import { formatDuration, type Millis } from '../../core/time.ts';

/** What one version did for unpinned requests over one window. */
export interface Served {
  readonly requests: number;
  readonly errors: number;
  /** Answers by class, 1xx to 5xx. */
  readonly statuses: readonly number[];
  /** Counts over `latencyBoundaries`. */
  readonly latencies: readonly number[];
}

const quantiles = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/**
 * One series of one version, in the series' unit.
 * @param covered milliseconds the counts really span, at least 1
 */
export function readSeries(
  series: TrafficSeries,
  served: Served | undefined,
  version: string,
  window: Millis,
  covered: Millis,
): Reading {
  if (served === undefined || served.requests === 0) {
    return {
      kind: 'none',
      reason: 'no-traffic',
      sentence: `${version} served no unpinned request in the last ${formatDuration(window)}`,
    };
  }
  const { requests, errors } = served;
  return { kind: 'value', value: valueIn(series, served, Math.max(1, covered)), requests, errors };
}

function valueIn(series: TrafficSeries, served: Served, covered: Millis): number {
  const { requests, errors, statuses, latencies } = served;
  switch (series) {
    case 'requests':
      return requests;
    case 'throughput':
      return (requests * 1000) / covered;
    case 'error-rate':
      return errors / requests;
    case 'success-rate':
      return 1 - errors / requests;
    case '4xx-rate':
      return (statuses[3] ?? 0) / requests;
    case '5xx-rate':
      return (statuses[4] ?? 0) / requests;
    default:
      return quantile(latencies, quantiles[series]) ?? 0;
  }
}
