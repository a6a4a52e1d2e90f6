import { promqlDuration, type TemplateValues } from '../../../core/judge/query-template.ts';
import type { SideTotals, Totals } from '../../../core/judge/totals.ts';
import type { CounterQueries } from '../../../core/rollout/plan.ts';
import type { MeasuredSlot, Sides } from '../../../ports/measure.ts';
import type { Fetch } from '../target-request.ts';
import { askPrometheus } from './ask.ts';
import { askBoth, type SideSeries } from './ask-both.ts';
import type { AtOnce } from './at-once.ts';
import type { QuerySource, Side } from './compose.ts';
import { countsNoFailure, countsNoSuccess, eventsOf } from './counted-events.ts';
import { bucketsOf, customEdges, histogramsOf } from './counted-histograms.ts';
import type { Counted } from './instances.ts';
import type { Nothing, QueryMetric } from './reading.ts';
import type { PrometheusSource } from './source.ts';

export type CountedMetric = QueryMetric & {
  readonly source: QuerySource & { readonly counted: CounterQueries };
};

export interface CountingServer {
  readonly source: PrometheusSource;
  readonly atOnce: AtOnce;
  /** Selectors of native histograms that the server loses when it puts labels on them. */
  readonly apart: Set<string>;
}

export interface WantedCount {
  readonly metric: CountedMetric;
  readonly sides: Sides;
  readonly slot: MeasuredSlot;
  /** Ends everything that is asked about the metric, waiting in line included. */
  readonly signal: AbortSignal;
}

export async function countOne(fetch: Fetch, server: CountingServer, wanted: WantedCount): Promise<Totals> {
  const { metric, sides, signal } = wanted;
  const { source, atOnce, apart } = server;
  const { counted } = metric.source;
  const values = { canary: valuesFor('canary', wanted), stable: valuesFor('stable', wanted) };
  const series = await askBoth(
    (form) => atOnce(() => askPrometheus(fetch, source, 'query', form, signal, fewer)),
    { counted, values, apart, name: source.name },
  );
  if ('why' in series) return uncounted(metric, series.why);
  const found = countersOf(counted, series);
  const side = (one: Side): SideTotals => {
    const what = found[one];
    if (!('what' in what)) return { kind: 'totals', instances: Object.fromEntries(what) };
    const sentence = `${metric.name} of ${sides[one].version}: in ${source.name} ${what.what}.`;
    return { kind: 'none', reason: what.reason, sentence };
  };
  const unseen = counted.kind === 'events' && countsNoFailure(counted, series);
  return {
    metric: metric.name,
    canary: side('canary'),
    stable: side('stable'),
    ...(unseen ? { note: noFailure } : {}),
  };
}

const fewer = 'its selectors must match fewer series';

/** The same for both sides. */
export function uncounted({ name }: CountedMetric, why: string): Totals {
  const none = { kind: 'none', reason: 'source-failed', sentence: `${name}: ${why}.` } as const;
  return { metric: name, canary: none, stable: none };
}

function valuesFor(side: Side, { sides, slot }: WantedCount): TemplateValues {
  return { ...slot, version: sides[side].version, window: promqlDuration(0), side };
}

const noSuccess: Nothing = {
  reason: 'empty',
  what: '`counters.good` finds no series of either version, though there were requests',
};

const noFailure =
  '`counters.bad` finds no series of either version: right as long as nothing has failed, and otherwise its selector is wrong';

function countersOf(counted: CounterQueries, series: SideSeries): Readonly<Record<Side, Counted>> {
  if (counted.kind === 'events') {
    if (countsNoSuccess(counted, series)) return { canary: noSuccess, stable: noSuccess };
    return { canary: eventsOf(counted, series.canary), stable: eventsOf(counted, series.stable) };
  }
  const told = { canary: bucketsOf(counted, series.canary), stable: bucketsOf(counted, series.stable) };
  const custom = customEdges([told.canary, told.stable], counted);
  return {
    canary: histogramsOf(counted, told.canary, custom),
    stable: histogramsOf(counted, told.stable, custom),
  };
}
