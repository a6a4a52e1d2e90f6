import type { Measurement, Reading } from '../../../core/judge/measurement.ts';
import { promqlDuration, type TemplateValues } from '../../../core/judge/query-template.ts';
import type { Metric } from '../../../core/rollout/plan.ts';
import type { Millis } from '../../../core/time.ts';
import type { MeasuredSlot, Sides } from '../../../ports/measure.ts';
import type { Fetch } from '../target-request.ts';
import { type Answer, askPrometheus } from './ask.ts';
import { type AtOnce, createAtOnce } from './at-once.ts';
import {
  sides as bothSides,
  compose,
  composeLastSeen,
  type Learnt,
  partOf,
  parts,
  type Side,
} from './compose.ts';
import { learn } from './learn.ts';
import { type Asked, type QueryMetric, readingOf } from './reading.ts';
import { ageOf, readVector, valuesOf } from './series.ts';
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

interface Server {
  readonly source: PrometheusSource;
  readonly atOnce: AtOnce;
  /** By the metric's queries; asking teaches it once. */
  readonly learnt: Map<string, Learnt>;
}

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
    measure: async (sides, wanted, slot) =>
      await Promise.all(
        wanted.map(async ({ metric, window }) => {
          const server = servers.get(metric.source.source);
          const readings =
            server === undefined
              ? unanswered(metric, `there is no source \`${metric.source.source}\` in belay.yml any more`)
              : await measureOne(options.fetch, server, metric, window, sides, slot);
          return { metric: metric.name, window, ...readings };
        }),
      ),
  };
}

export function isQueryMetric(metric: Metric): metric is QueryMetric {
  return metric.source.kind === 'query';
}

type Readings = Readonly<Record<Side, Reading>>;

/** One deadline for everything that is asked about one metric, waiting in line included. */
async function measureOne(
  fetch: Fetch,
  { source, atOnce, learnt }: Server,
  metric: QueryMetric,
  window: Millis,
  sides: Sides,
  slot: MeasuredSlot,
): Promise<Readings> {
  const signal = AbortSignal.timeout(source.timeout);
  const ask = async (query: string): Promise<Answer> => {
    try {
      const put = () => askPrometheus(fetch, source, 'query', { query }, signal);
      return await atOnce(signal, put);
    } catch {
      return {
        kind: 'failed',
        why: `${source.name} is asked too much at once; its turn did not come in time`,
      };
    }
  };
  const values = { canary: valuesFor('canary'), stable: valuesFor('stable') };
  function valuesFor(side: Side): TemplateValues {
    return { ...slot, version: sides[side].version, window: promqlDuration(window), side };
  }

  const key = JSON.stringify(parts.map((part) => partOf(metric.source, part)));
  const known = learnt.get(key) ?? { scalars: new Set(), aged: true };
  const put = (now: Learnt) => ask(compose(metric.source, window, values, now));
  const first = await put(known);
  const { answer, learnt: now } =
    first.kind === 'refused'
      ? await learn(metric.source, values.canary, known, first, { alone: ask, together: put })
      : { answer: first, learnt: known };
  if (answer.kind === 'refused') return unanswered(metric, `${source.name} refuses it: ${answer.why}`);
  if (answer.kind === 'failed') return unanswered(metric, answer.why);
  learnt.set(key, now);
  const series = readVector(answer.data);
  if (series === null) return unanswered(metric, `${source.name} answered with something else than numbers`);

  const lost = bothSides.some(
    (side) => valuesOf(series, side, 'value').length === 0 || ageOf(series, side) === null,
  );
  const horizon = Math.max(shortestHorizon, window);
  const question =
    lost && now.aged ? composeLastSeen(metric.source, horizon, source.scrapeInterval, values) : null;
  const seen = question === null ? null : await ask(question);
  const lastSeen = seen?.kind === 'answered' ? (readVector(seen.data) ?? []) : [];
  const reading = (side: Side): Reading => {
    const { version } = sides[side];
    const asked: Asked = { metric, side, version, scrapeInterval: source.scrapeInterval };
    return readingOf(asked, series, ageOf(lastSeen, side));
  };
  return { canary: reading('canary'), stable: reading('stable') };
}

/** As far back as an instant query of Prometheus looks. */
const shortestHorizon = 300_000;

function unanswered({ name }: QueryMetric, why: string): Readings {
  const reading: Reading = { kind: 'none', reason: 'source-failed', sentence: `${name}: ${why}.` };
  return { canary: reading, stable: reading };
}
