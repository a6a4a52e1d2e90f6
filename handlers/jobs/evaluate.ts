import { Failure } from '../../src/core/failure.ts';
import { type Asked, askedFor } from '../../src/core/judge/asked.ts';
import type { Measurement, ProbeResult } from '../../src/core/judge/measurement.ts';
import type { TrafficReading } from '../../src/core/rollout/events.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import type { Metric, Probe, Target } from '../../src/core/rollout/plan.ts';
import { dueProbes } from '../../src/core/rollout/probe-streaks.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { wantedRoute, watchedStage } from '../../src/core/rollout/wanted.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { MeasureMetrics, MeasureReported, RunProbe, Sides } from '../../src/ports/measure.ts';
import type { Router, TrafficMetrics } from '../../src/ports/router.ts';
import { countReported } from './count-reported.ts';
import { createInFlight, type InFlight } from './in-flight.ts';

/** Measures what the rollout's checks ask for now; null when there is nothing to measure. */
export type Evaluate = (rollout: Rollout, now: Instant) => Promise<Finding | null>;

export interface EvaluateParts {
  readonly log: Log;
  readonly routerOf: (rollout: Rollout) => Router & TrafficMetrics;
  readonly measure: MeasureMetrics;
  readonly measureReported: MeasureReported;
  readonly runProbe: RunProbe;
}

/** The share that canary served is read over this many intervals, but never from before the weight was set. */
const observedIntervals = 3;

/** What the canary says of itself is waited for this long at most: one that hangs must not keep its traffic from being judged. */
const longestPatience = 1000;

interface Evaluation extends EvaluateParts {
  readonly probing: InFlight<ProbeResult>;
  readonly reading: InFlight<readonly Measurement[]>;
}

export function createEvaluate(given: EvaluateParts): Evaluate {
  const parts: Evaluation = { ...given, probing: createInFlight(), reading: createInFlight() };
  return async (rollout, now) => {
    const sides = sidesOf(rollout);
    if (sides === null) return null;
    const probes = dueProbes(rollout, now);
    const watching = watchedStage(rollout) !== null;
    if (!watching && (rollout.phase.kind !== 'preparing' || probes.length === 0)) return null;
    const [measurements, results, traffic] = await Promise.all([
      watching ? measureAll(parts, rollout, sides, now) : [],
      Promise.all(probes.map((probe) => probeOne(parts, rollout, probe, sides.canary))),
      watching ? observe(parts, rollout, now) : null,
    ]);
    return {
      kind: 'evaluated',
      measurements,
      probes: results.filter((result) => result !== null),
      traffic,
    };
  };
}

function patienceOf({ plan }: Rollout): Millis {
  return Math.min(longestPatience, plan.interval / 2);
}

/** @returns null while the answer is still awaited; it counts at a later look, as a failure once its own time is over */
async function probeOne(
  { probing, runProbe, log }: Evaluation,
  rollout: Rollout,
  probe: Probe,
  target: Target,
): Promise<ProbeResult | null> {
  const start = () => runProbe(probe, target);
  try {
    return await probing(`${rollout.id}/${probe.name}`, start, patienceOf(rollout));
  } catch (error) {
    log.error({ err: error, rollout: rollout.id, probe: probe.name }, 'a probe could not be run');
    return { name: probe.name, healthy: false, sentence: 'the probe could not be run; the log says why' };
  }
}

function sidesOf(rollout: Rollout): Sides | null {
  return rollout.stable === null ? null : { canary: rollout.plan.canary, stable: rollout.stable };
}

async function measureAll(
  parts: Evaluation,
  rollout: Rollout,
  sides: Sides,
  now: Instant,
): Promise<readonly Measurement[]> {
  const asked = askedFor(rollout.plan, watchedStage(rollout) ?? 0).flatMap(({ metric, window }) => {
    const found = rollout.plan.metrics.find(({ name }) => name === metric);
    return found === undefined ? [] : [{ metric: found, window }];
  });
  const counted = asked.flatMap(({ metric, window }) =>
    metric.source.kind === 'traffic' ? [{ metric: metric.name, series: metric.source.series, window }] : [],
  );
  const others = asked.filter(({ metric: { source } }) => !['traffic', 'reported'].includes(source.kind));
  const measured = await Promise.all([
    measureTraffic(parts, rollout, sides, counted, now),
    others.length === 0 ? [] : measureOthers(parts, rollout, sides, others),
    countReported(parts, rollout, sides, { wanted: asked, now, patience: patienceOf(rollout) }),
  ]);
  return measured.flat();
}

type Wanted = readonly { readonly metric: Metric; readonly window: Millis }[];

/** What is slow to answer keeps only those of its own group waiting: documents share requests, queries do not. */
async function measureOthers(
  parts: Evaluation,
  rollout: Rollout,
  sides: Sides,
  wanted: Wanted,
): Promise<readonly Measurement[]> {
  const groups = Map.groupBy(wanted, ({ metric, window }) =>
    metric.source.kind === 'query' ? `query/${metric.name}/${window}` : metric.source.kind,
  );
  const measured = [...groups].map(([group, members]) => measureGroup(parts, rollout, sides, group, members));
  return (await Promise.all(measured)).flat();
}

async function measureGroup(
  { reading, measure, log }: Evaluation,
  rollout: Rollout,
  sides: Sides,
  group: string,
  wanted: Wanted,
): Promise<readonly Measurement[]> {
  const asked = wanted.map(({ metric, window }) => ({ metric: metric.name, window }));
  try {
    const { service, environment } = rollout.plan;
    const start = () => measure(sides, wanted, { service, environment });
    const found = await reading(`${rollout.id}/${group}`, start, patienceOf(rollout));
    return found ?? failed(asked, 'the source has not answered yet');
  } catch (error) {
    log.error({ err: error, rollout: rollout.id }, 'metrics could not be read');
    return failed(asked, 'the source could not be read; the log says why');
  }
}

function failed(asked: readonly Asked[], sentence: string): readonly Measurement[] {
  const none = { kind: 'none', reason: 'source-failed', sentence } as const;
  return asked.map(({ metric, window }) => ({ metric, window, canary: none, stable: none }));
}

async function measureTraffic(
  parts: Evaluation,
  rollout: Rollout,
  sides: Sides,
  series: readonly { metric: string; series: string; window: Millis }[],
  now: Instant,
): Promise<readonly Measurement[]> {
  if (series.length === 0) return [];
  // What the same version did in an earlier rollout, minutes ago, is no evidence against this one.
  const since = Math.max(1, now - (rollout.ownsSince ?? 0));
  const asked = series.map((one) => ({ ...one, window: Math.min(one.window, since) }));
  try {
    const measured = await parts.routerOf(rollout).measure(rollout.plan.routing, sides, asked);
    return measured.map((one, index) => ({ ...one, window: series[index]?.window ?? one.window }));
  } catch (error) {
    if (error instanceof Failure) return failed(series, error.message);
    parts.log.error({ err: error, rollout: rollout.id }, 'traffic could not be measured');
    return failed(series, 'the router could not be measured; the log says why');
  }
}

async function observe(parts: EvaluateParts, rollout: Rollout, now: Instant): Promise<TrafficReading | null> {
  const wanted = wantedRoute(rollout);
  if (wanted?.kind !== 'split' || rollout.phase.kind === 'shifting') return null;
  const since = rollout.phase.kind === 'rolling-back' ? rollout.phase.weightSince : rollout.phase.since;
  const window = Math.min(observedIntervals * rollout.plan.interval, now - since);
  if (window < rollout.plan.interval) return null;
  try {
    return await parts.routerOf(rollout).observe(rollout.plan.routing, rollout.plan.canary, window);
  } catch (error) {
    if (!(error instanceof Failure))
      parts.log.error({ err: error, rollout: rollout.id }, 'no share was read');
    return null;
  }
}
