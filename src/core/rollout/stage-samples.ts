import type { StageSamples } from '../judge/judge-comparison.ts';
import type { Measurement, Reading } from '../judge/measurement.ts';
import type { Instant } from '../time.ts';
import type { Rollout } from './state.ts';
import { warmUntil } from './warm-up.ts';

/** More tell a comparison nothing, and it is made at every look: of twice as many, every second one is kept. */
const most = 240;

/** The readings over one interval join the samples of the stage, unless it began while the canary warmed up. */
export function samplesAfter(
  rollout: Rollout,
  measurements: readonly Measurement[],
  now: Instant,
): StageSamples {
  const { plan, samples } = rollout;
  if (plan.comparison === undefined || warmUntil(rollout, now - plan.interval) !== null) return samples;
  const compared = new Set(plan.comparison.metrics.map(({ metric }) => metric));
  const fresh = measurements.filter(({ metric, window }) => window === plan.interval && compared.has(metric));
  const joined = fresh.map(({ metric, canary, stable }) => {
    const before = samples[metric] ?? { canary: [], stable: [] };
    return [metric, { canary: joinedBy(before.canary, canary), stable: joinedBy(before.stable, stable) }];
  });
  return { ...samples, ...Object.fromEntries(joined) };
}

function joinedBy(values: readonly number[], reading: Reading): readonly number[] {
  if (reading.kind === 'none') return values;
  const all = [...values, reading.value];
  return all.length > most ? all.filter((_, index) => index % 2 === 1) : all;
}
