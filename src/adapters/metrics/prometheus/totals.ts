import type { Metric } from '../../../core/rollout/plan.ts';
import type { MeasureTotals } from '../../../ports/measure.ts';
import type { Fetch } from '../target-request.ts';
import { createAtOnce } from './at-once.ts';
import { type CountedMetric, type CountingServer, countOne, uncounted } from './count-one.ts';
import type { PrometheusSource } from './source.ts';

/** Questions to one server at the same time. */
const mostAtOnce = 4;

/**
 * Reads the counters that Prometheus servers have of query metrics; metrics without `counted` are left out. Both
 * sides come from one moment of the server's clock. Counters are read as they stand: what is scraped after a look is
 * counted at the next one, and a gap delays what happened in it and loses nothing. An instance whose series has
 * ended, or was not scraped for 5 minutes, is missing.
 * Never throws for what a server does: counters that cannot be had are `none`, with a sentence that says why.
 */
export function createPrometheusTotals(options: {
  readonly fetch: Fetch;
  readonly sources: readonly PrometheusSource[];
}): MeasureTotals {
  const servers = new Map(
    options.sources.map((source): [string, CountingServer] => [
      source.name,
      { source, atOnce: createAtOnce(mostAtOnce), apart: new Set() },
    ]),
  );
  return async (sides, wanted, slot) => {
    const signals = new Map(
      options.sources.map(({ name, timeout }) => [name, AbortSignal.timeout(timeout)] as const),
    );
    return await Promise.all(
      wanted.filter(isCounted).map(async (metric) => {
        const { source: name } = metric.source;
        const [server, signal] = [servers.get(name), signals.get(name)];
        return server === undefined || signal === undefined
          ? uncounted(metric, `there is no source \`${name}\` in belay.yml any more`)
          : await countOne(options.fetch, server, { metric, sides, slot, signal });
      }),
    );
  };
}

export function isCounted(metric: Metric): metric is CountedMetric {
  return metric.source.kind === 'query' && metric.source.counted !== undefined;
}
