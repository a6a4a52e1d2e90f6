import { Failure } from '../../src/core/failure.ts';
import type { TrafficReading } from '../../src/core/rollout/events.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import { dueProbes } from '../../src/core/rollout/probe-streaks.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { wantedRoute, watchedStage } from '../../src/core/rollout/wanted.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { MeasureMetrics, MeasureReported, MeasureTotals, RunProbe } from '../../src/ports/measure.ts';
import type { Router, TrafficMetrics } from '../../src/ports/router.ts';
import { type Look, lookAt } from './look.ts';
import { createMeasureAll } from './measure-all.ts';
import { createReadTotals } from './read-totals.ts';
import { createRunProbes } from './run-probes.ts';

/** Measures what the rollout's checks ask for now; null when there is nothing to measure. */
export type Evaluate = (rollout: Rollout, now: Instant) => Promise<Finding | null>;

export interface EvaluateParts {
  readonly log: Log;
  readonly routerOf: (rollout: Rollout) => Router & TrafficMetrics;
  readonly measure: MeasureMetrics;
  readonly measureTotals: MeasureTotals;
  readonly measureReported: MeasureReported;
  readonly runProbe: RunProbe;
}

/** The share that canary served is read over this many intervals, but never from before the weight was set. */
const observedIntervals = 3;

export function createEvaluate(parts: EvaluateParts): Evaluate {
  const measureAll = createMeasureAll(parts);
  const readTotals = createReadTotals(parts);
  const runProbes = createRunProbes(parts);
  return async (rollout, now) => {
    const look = lookAt(rollout, now);
    if (look === null) return null;
    const probes = dueProbes(rollout, now);
    const watching = watchedStage(rollout) !== null;
    if (!watching && (rollout.phase.kind !== 'preparing' || probes.length === 0)) return null;
    const [measurements, totals, results, traffic] = await Promise.all([
      watching ? measureAll(look) : [],
      watching ? readTotals(look) : null,
      runProbes(look, probes),
      watching ? observe(parts, look) : null,
    ]);
    return {
      kind: 'evaluated',
      measurements,
      ...(totals === null ? {} : { totals }),
      probes: results,
      traffic,
    };
  };
}

async function observe(
  { routerOf, log }: Pick<EvaluateParts, 'routerOf' | 'log'>,
  { rollout, now }: Look,
): Promise<TrafficReading | null> {
  const wanted = wantedRoute(rollout);
  if (wanted?.kind !== 'split' || rollout.phase.kind === 'shifting') return null;
  const since = rollout.phase.kind === 'rolling-back' ? rollout.phase.weightSince : rollout.phase.since;
  const window = Math.min(observedIntervals * rollout.plan.interval, now - since);
  if (window < rollout.plan.interval) return null;
  try {
    return await routerOf(rollout).observe(rollout.plan.routing, rollout.plan.canary, window);
  } catch (error) {
    if (!(error instanceof Failure)) log.error({ err: error, rollout: rollout.id }, 'no share was read');
    return null;
  }
}
