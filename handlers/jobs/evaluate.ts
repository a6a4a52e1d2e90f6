import { Failure } from '../../src/core/failure.ts';
import type { Measurement } from '../../src/core/judge/measurement.ts';
import { stageChecks } from '../../src/core/judge/stage-checks.ts';
import type { Finding } from '../../src/core/rollout/decide-world.ts';
import type { TrafficReading } from '../../src/core/rollout/events.ts';
import { dueProbes } from '../../src/core/rollout/probe-streaks.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { wantedRoute, watchedStage } from '../../src/core/rollout/wanted.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { MeasureMetrics, RunProbe, Sides } from '../../src/ports/measure.ts';
import type { Router, TrafficMetrics } from '../../src/ports/router.ts';

/** Measures what the rollout's checks ask for now; null when there is nothing to measure. */
export type Evaluate = (rollout: Rollout, now: Instant) => Promise<Finding | null>;

export interface EvaluateParts {
  readonly routerOf: (rollout: Rollout) => Router & TrafficMetrics;
  readonly measure: MeasureMetrics;
  readonly runProbe: RunProbe;
}

/** The share that canary served is read over this many intervals, but never from before the weight was set. */
const observedIntervals = 3;

export function createEvaluate(parts: EvaluateParts): Evaluate {
  return async (rollout, now) => {
    const sides = sidesOf(rollout);
    if (sides === null) return null;
    const probes = dueProbes(rollout, now);
    const watching = watchedStage(rollout) !== null;
    if (!watching && (rollout.phase.kind !== 'preparing' || probes.length === 0)) return null;
    const [measurements, results, traffic] = await Promise.all([
      watching ? measureAll(parts, rollout, sides) : [],
      Promise.all(probes.map((probe) => parts.runProbe(probe, sides.canary))),
      watching ? observe(parts, rollout, now) : null,
    ]);
    return { kind: 'evaluated', measurements, probes: results, traffic };
  };
}

function sidesOf(rollout: Rollout): Sides | null {
  return rollout.stable === null ? null : { canary: rollout.plan.canary, stable: rollout.stable };
}

interface Asked {
  readonly metric: string;
  readonly window: Millis;
}

/** Every metric and window that a check of the stage names, and the plan's other metrics over its first window. */
function askedFor(rollout: Rollout): readonly Asked[] {
  const checks = stageChecks(rollout.plan, watchedStage(rollout) ?? 0);
  const window = checks[0]?.rule.window ?? 60_000;
  const named = checks.map(({ rule }) => ({ metric: rule.metric, window: rule.window }));
  const others = rollout.plan.metrics
    .filter(({ name }) => !named.some(({ metric }) => metric === name))
    .map(({ name }) => ({ metric: name, window }));
  const all = [...named, ...others];
  return all.filter(
    (one, index) =>
      all.findIndex((other) => other.metric === one.metric && other.window === one.window) === index,
  );
}

async function measureAll(
  parts: EvaluateParts,
  rollout: Rollout,
  sides: Sides,
): Promise<readonly Measurement[]> {
  const asked = askedFor(rollout).flatMap(({ metric, window }) => {
    const found = rollout.plan.metrics.find(({ name }) => name === metric);
    return found === undefined ? [] : [{ metric: found, window }];
  });
  const counted = asked.flatMap(({ metric, window }) =>
    metric.source.kind === 'traffic' ? [{ metric: metric.name, series: metric.source.series, window }] : [],
  );
  const others = asked.filter(({ metric }) => metric.source.kind !== 'traffic');
  const [traffic, rest] = await Promise.all([
    measureTraffic(parts, rollout, sides, counted),
    others.length === 0 ? [] : parts.measure(sides, others),
  ]);
  return [...traffic, ...rest];
}

async function measureTraffic(
  parts: EvaluateParts,
  rollout: Rollout,
  sides: Sides,
  series: readonly { metric: string; series: string; window: Millis }[],
): Promise<readonly Measurement[]> {
  if (series.length === 0) return [];
  try {
    return await parts.routerOf(rollout).measure(rollout.plan.routing, sides, series);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const none = { kind: 'none', reason: 'source-failed', sentence: error.message } as const;
    return series.map(({ metric, window }) => ({ metric, window, canary: none, stable: none }));
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
    if (error instanceof Failure) return null;
    throw error;
  }
}
