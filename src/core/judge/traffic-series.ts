import type { Unit } from './rule.ts';

/** What a router counts by itself, and in which unit. Rates are fractions of the version's own requests. */
export const trafficSeries = {
  requests: 'count',
  throughput: 'per-second',
  'error-rate': 'ratio',
  'success-rate': 'ratio',
  '4xx-rate': 'ratio',
  '5xx-rate': 'ratio',
  p50: 'duration',
  p75: 'duration',
  p90: 'duration',
  p95: 'duration',
  p99: 'duration',
} as const satisfies Record<string, Unit>;

export type TrafficSeries = keyof typeof trafficSeries;

/** Quantiles of how long answers take: read from a histogram, which not every router keeps. */
export function isLatency(series: string): boolean {
  return isTrafficSeries(series) && trafficSeries[series] === 'duration';
}

export function isTrafficSeries(name: string): name is TrafficSeries {
  return Object.hasOwn(trafficSeries, name);
}
