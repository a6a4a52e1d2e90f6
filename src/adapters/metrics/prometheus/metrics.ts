import type { Measurement } from '../../../core/judge/measurement.ts';
import type { Metric } from '../../../core/rollout/plan.ts';
import type { Millis } from '../../../core/time.ts';
import type { MeasuredSlot, Sides } from '../../../ports/measure.ts';
import type { Fetch } from '../target-request.ts';
import { createAtOnce } from './at-once.ts';
import { linkOf, measureOne, type Server, unanswered } from './measure-one.ts';
import type { QueryMetric } from './reading.ts';
import type { PrometheusSource } from './source.ts';

/** Metrics that Prometheus servers answer for. */
export interface PrometheusMetrics {
  /**
   * Both sides of a metric and window come with one request, at one moment of the server's clock. Metrics do not
   * wait for each other. Never throws for what a server does: a number that cannot be had is a reading that says
   * why.
   */
  measure(
    sides: Sides,
    wanted: readonly { readonly metric: QueryMetric; readonly window: Millis }[],
    slot: MeasuredSlot,
  ): Promise<readonly Measurement[]>;
}

/** Questions to one server at the same time. */
const mostAtOnce = 4;

export function createPrometheusMetrics(options: {
  readonly fetch: Fetch;
  readonly sources: readonly PrometheusSource[];
}): PrometheusMetrics {
  const servers = new Map(
    options.sources.map((source): [string, Server] => [
      source.name,
      { source, atOnce: createAtOnce(mostAtOnce), learnt: new Map() },
    ]),
  );
  return {
    async measure(sides, wanted, slot) {
      const signals = deadlines([...servers.values()]);
      return await Promise.all(
        wanted.map(async ({ metric, window }) => {
          const { source: name } = metric.source;
          const [server, signal] = [servers.get(name), signals.get(name)];
          if (server === undefined || signal === undefined) {
            const why = `there is no source \`${name}\` in belay.yml any more`;
            return { metric: metric.name, window, ...unanswered(metric, why) };
          }
          const one = { metric, window, sides, slot, signal };
          const readings = await measureOne(options.fetch, server, one);
          return { metric: metric.name, window, ...readings, ...linkOf(server, one) };
        }),
      );
    },
  };
}

/** One for everything that a look asks a server: what waits in line is not asked when the line's head was not answered. */
function deadlines(servers: readonly Server[]): ReadonlyMap<string, AbortSignal> {
  return new Map(servers.map(({ source }) => [source.name, AbortSignal.timeout(source.timeout)]));
}

export function isQueryMetric(metric: Metric): metric is QueryMetric {
  return metric.source.kind === 'query';
}
