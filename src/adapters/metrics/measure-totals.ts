import type { MeasureTotals } from '../../ports/measure.ts';
import type { PrometheusSource } from './prometheus/source.ts';
import { createPrometheusTotals } from './prometheus/totals.ts';
import type { Fetch } from './target-request.ts';

/** Counters of every metric that the router does not count, by where its source is; Prometheus alone has any. */
export function createMeasureTotals(options: {
  readonly fetch: Fetch;
  readonly sources: readonly PrometheusSource[];
}): MeasureTotals {
  return createPrometheusTotals(options);
}
