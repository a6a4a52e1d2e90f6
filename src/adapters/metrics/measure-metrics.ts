import type { MeasureMetrics } from '../../ports/measure.ts';
import { createJsonMetrics, isJsonMetric } from './json.ts';
import { createPrometheusMetrics, isQueryMetric } from './prometheus/metrics.ts';
import type { PrometheusSource } from './prometheus/source.ts';
import type { Fetch } from './target-request.ts';

/** Every metric that the router does not count, by where its source is. */
export function createMeasureMetrics(options: {
  readonly fetch: Fetch;
  readonly sources: readonly PrometheusSource[];
}): MeasureMetrics {
  const json = createJsonMetrics(options);
  const prometheus = createPrometheusMetrics(options);
  return async (sides, wanted, slot) => {
    const documents = wanted.flatMap(({ metric, window }) =>
      isJsonMetric(metric) ? [{ metric, window }] : [],
    );
    const queries = wanted.flatMap(({ metric, window }) =>
      isQueryMetric(metric) ? [{ metric, window }] : [],
    );
    const measured = [json.measure(sides, documents), prometheus.measure(sides, queries, slot)];
    return (await Promise.all(measured)).flat();
  };
}
