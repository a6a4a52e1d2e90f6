import { Failure } from '../../src/core/failure.ts';
import { askedFor } from '../../src/core/judge/asked.ts';
import type { Measurement } from '../../src/core/judge/measurement.ts';
import type { Metric } from '../../src/core/rollout/plan.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { watchedStage } from '../../src/core/rollout/wanted.ts';
import type { Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { MeasureMetrics, MeasureReported } from '../../src/ports/measure.ts';
import type { TrafficMetrics } from '../../src/ports/router.ts';
import { countReported } from './count-reported.ts';
import { failedReadings } from './failed-readings.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import type { Look } from './look.ts';

/** Measures what the watched stage asks for; a source that fails or is late is a reading that says so. */
export type MeasureAll = (look: Look) => Promise<readonly Measurement[]>;

export interface MeasureAllParts {
  readonly log: Log;
  readonly routerOf: (rollout: Rollout) => TrafficMetrics;
  readonly measure: MeasureMetrics;
  readonly measureReported: MeasureReported;
}

interface Measuring extends MeasureAllParts {
  readonly reading: InFlight<readonly Measurement[]>;
}

type Wanted = readonly { readonly metric: Metric; readonly window: Millis }[];

export function createMeasureAll(given: MeasureAllParts): MeasureAll {
  const parts: Measuring = { ...given, reading: createInFlight() };
  return async (look) => {
    const { rollout, sides, now, patience } = look;
    const wanted = wantedIn(rollout);
    const measured = await Promise.all([
      measureTraffic(parts, look, wanted),
      measureOthers(parts, look, wanted),
      countReported(parts, rollout, sides, { wanted, now, patience }),
    ]);
    return measured.flat();
  };
}

function wantedIn(rollout: Rollout): Wanted {
  return askedFor(rollout.plan, watchedStage(rollout) ?? 0).flatMap(({ metric, window }) => {
    const found = rollout.plan.metrics.find(({ name }) => name === metric);
    return found === undefined ? [] : [{ metric: found, window }];
  });
}

/** What is slow to answer keeps only those of its own group waiting: documents share requests, queries do not. */
async function measureOthers(parts: Measuring, look: Look, wanted: Wanted): Promise<readonly Measurement[]> {
  const others = wanted.filter(({ metric: { source } }) => !['traffic', 'reported'].includes(source.kind));
  const groups = Map.groupBy(others, ({ metric, window }) =>
    metric.source.kind === 'query' ? `query/${metric.name}/${window}` : metric.source.kind,
  );
  const measured = [...groups].map(([group, members]) => measureGroup(parts, look, group, members));
  return (await Promise.all(measured)).flat();
}

async function measureGroup(
  { reading, measure, log }: Measuring,
  { rollout, sides, patience }: Look,
  group: string,
  wanted: Wanted,
): Promise<readonly Measurement[]> {
  const asked = wanted.map(({ metric, window }) => ({ metric: metric.name, window }));
  try {
    const { service, environment } = rollout.plan;
    const start = () => measure(sides, wanted, { service, environment });
    const found = await reading(`${rollout.id}/${group}`, start, patience);
    return found ?? failedReadings(asked, 'the source has not answered yet');
  } catch (error) {
    log.error({ err: error, rollout: rollout.id }, 'metrics could not be read');
    return failedReadings(asked, 'the source could not be read; the log says why');
  }
}

async function measureTraffic(
  parts: MeasureAllParts,
  { rollout, sides, now }: Look,
  wanted: Wanted,
): Promise<readonly Measurement[]> {
  const series = wanted.flatMap(({ metric, window }) =>
    metric.source.kind === 'traffic' ? [{ metric: metric.name, series: metric.source.series, window }] : [],
  );
  if (series.length === 0) return [];
  // What the same version did in an earlier rollout, minutes ago, is no evidence against this one.
  const since = Math.max(1, now - (rollout.ownsSince ?? 0));
  const asked = series.map((one) => ({ ...one, window: Math.min(one.window, since) }));
  try {
    const measured = await parts.routerOf(rollout).measure(rollout.plan.routing, sides, asked);
    return measured.map((one, index) => ({ ...one, window: series[index]?.window ?? one.window }));
  } catch (error) {
    if (error instanceof Failure) return failedReadings(series, error.message);
    parts.log.error({ err: error, rollout: rollout.id }, 'traffic could not be measured');
    return failedReadings(series, 'the router could not be measured; the log says why');
  }
}
