import { quantile } from '../core/judge/histogram.ts';
import type { Reading } from '../core/judge/measurement.ts';
import type { Counter } from '../core/judge/totals.ts';
import type { Metric } from '../core/rollout/plan.ts';
import type { Millis } from '../core/time.ts';
import { type Nothing, nothing } from './counters.ts';

/**
 * The value that counts amount to, as the source of the metric would have told it over the same time.
 * @param covered milliseconds in which it was counted
 */
export function readCounter(metric: Metric, counter: Counter | Nothing, covered: Millis): Reading {
  switch (counter.kind) {
    case 'none':
      return counter;
    case 'events':
      return readEvents(metric, counter, covered);
    case 'histogram':
      return readHistogram(metric, counter);
  }
}

function readEvents(
  metric: Metric,
  { requests, bad }: Extract<Counter, { kind: 'events' }>,
  covered: Millis,
): Reading {
  if (requests === 0) return nothing('no-traffic', 'nothing was served');
  const value = (amount: number): Reading => ({ kind: 'value', value: amount, requests, errors: bad });
  switch (metric.unit) {
    case 'ratio':
      return value(goodCounts(metric) ? 1 - bad / requests : bad / requests);
    case 'per-second':
      return value((requests * 1000) / Math.max(1, covered));
    case 'count':
      return value(requests);
    case 'duration':
    case 'number':
      return nothing('wrong-unit', `requests and bad ones say nothing of ${metric.name}`);
  }
}

/** Whether the metric is the share of what went well. */
function goodCounts({ source, worse }: Metric): boolean {
  return source.kind === 'traffic' ? source.series === 'success-rate' : worse === 'lower';
}

function readHistogram(metric: Metric, histogram: Extract<Counter, { kind: 'histogram' }>): Reading {
  const { boundaries, counts } = histogram;
  const q = quantileOf(metric);
  if (q === null) {
    return nothing(
      'wrong-unit',
      `${metric.name} is a histogram here, and neither its name (p95) nor its query (histogram_quantile) says which percentile is meant`,
    );
  }
  const value = quantile(counts, q, boundaries);
  if (value === null) return nothing('no-traffic', 'nothing was served');
  return { kind: 'value', value, requests: counts.reduce((sum, count) => sum + count, 0), errors: null };
}

/** `p95` and `checkout-p95` are 0.95, as is `histogram_quantile(0.95, …)`. @returns null when nothing says it */
function quantileOf({ name, source }: Metric): number | null {
  if (source.kind === 'query') {
    const asked = /histogram_quantile\(\s*(0?\.\d+|1)\s*,/.exec(source.query)?.[1];
    if (asked !== undefined) return Number(asked);
  }
  const digits = /(?:^|[^a-z0-9])p(\d{2,4})$/i.exec(source.kind === 'traffic' ? source.series : name)?.[1];
  return digits === undefined ? null : Number(`0.${digits}`);
}
