import { Failure } from '../../src/core/failure.ts';
import { countedMetrics } from '../../src/core/judge/asked.ts';
import { noTotals, type Totals } from '../../src/core/judge/totals.ts';
import type { Metric } from '../../src/core/rollout/plan.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { MeasureTotals } from '../../src/ports/measure.ts';
import type { TrafficMetrics } from '../../src/ports/router.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import type { Look } from './look.ts';

/**
 * Reads the counters behind every metric that any stage of the plan tests, in the plan's order; null when none does.
 * A source that fails or is late is `none`: what it counted meanwhile comes with the next look.
 */
export type ReadTotals = (look: Look) => Promise<readonly Totals[] | null>;

export interface ReadTotalsParts {
  readonly log: Log;
  readonly routerOf: (rollout: Rollout) => TrafficMetrics;
  readonly measureTotals: MeasureTotals;
}

interface Answer {
  /** When the look began that asked. */
  readonly askedAt: Instant;
  readonly totals: readonly Totals[];
}

interface Reading extends ReadTotalsParts {
  readonly reading: InFlight<Answer>;
}

export function createReadTotals(given: ReadTotalsParts): ReadTotals {
  const parts: Reading = { ...given, reading: createInFlight() };
  return async (look) => {
    const wanted = countedMetrics(look.rollout.plan);
    if (wanted.length === 0) return null;
    const queries = wanted.filter(({ source }) => source.kind === 'query');
    const found = await Promise.all([
      routerTotals(parts, look, wanted),
      ...queries.map((metric) => queryTotals(parts, look, metric)),
    ]);
    const byMetric = new Map(found.flat().map((totals) => [totals.metric, totals]));
    return wanted.flatMap(({ name }) => byMetric.get(name) ?? none(name, 'its source did not count it'));
  };
}

async function routerTotals(
  { routerOf, log }: ReadTotalsParts,
  { rollout, sides }: Look,
  wanted: readonly Metric[],
): Promise<readonly Totals[]> {
  const series = wanted.flatMap(({ name, source }) =>
    source.kind === 'traffic' ? [{ metric: name, series: source.series }] : [],
  );
  if (series.length === 0) return [];
  try {
    return await routerOf(rollout).totals(rollout.plan.routing, sides, series);
  } catch (error) {
    if (error instanceof Failure) return noTotals(series, 'source-failed', error.message);
    log.error({ err: error, rollout: rollout.id }, 'what the router counted could not be read');
    return noTotals(series, 'source-failed', 'the router could not be asked; the log says why');
  }
}

/** Each by itself: what is slow to answer keeps no other waiting. */
async function queryTotals(
  { reading, measureTotals, log }: Reading,
  look: Look,
  metric: Metric,
): Promise<readonly Totals[]> {
  const { rollout, sides, now, patience } = look;
  const { service, environment } = rollout.plan;
  const key = `${rollout.id}/${metric.name}`;
  const start = async () => ({
    askedAt: now,
    totals: await measureTotals(sides, [metric], { service, environment }),
  });
  try {
    const first = await reading(key, start, patience);
    const answer = first !== null && isOvertaken(first, look) ? await reading(key, start, patience) : first;
    return answer?.totals ?? none(metric.name, 'the source has not answered yet');
  } catch (error) {
    log.error({ err: error, rollout: rollout.id, metric: metric.name }, 'counters could not be read');
    return none(metric.name, 'the source could not be read; the log says why');
  }
}

/**
 * Whether a later look, perhaps of another process, was written since: its counters are newer, and these would look as
 * if they had gone backwards. The look that asked is itself written a little after it began.
 */
function isOvertaken({ askedAt }: Answer, { rollout, patience }: Look): boolean {
  return rollout.measuredAt !== null && rollout.measuredAt > askedAt + 2 * patience;
}

function none(metric: string, sentence: string): readonly Totals[] {
  return noTotals([{ metric }], 'source-failed', sentence);
}
