import type { Totals } from '../src/core/judge/totals.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { historyOf } from '../src/simulate/history.ts';
import { scenario } from '../src/simulate/scenarios.ts';
import { follow } from '../src/simulate/settle.ts';
import { noon } from '../test/builders/rollout.ts';
import { usualCase } from './judge-case.ts';
import { createCounters } from './judge-counters.ts';
import { looked, observing } from './judge-rollout.ts';
import { summary } from './measure.ts';

/** Of one verdict on all metrics, as judge.md's readers may count on. */
export const mostVerdictMicroseconds = 1000;

const healthy = usualCase(
  scenario({ name: 'healthy', kind: 'healthy', sentence: 'The canary is as good as stable.' }, {}),
);
const each = 10;
const interval = 60_000;
/** Looks behind the first one that is timed, looks that are timed, and in how many rollouts. */
const sizes = { before: 60, timed: 10, rollouts: 50 };

const counted = Array.from({ length: each }, (_, index) => `errors-${index + 1}`);
const histograms = Array.from({ length: each }, (_, index) => `latency-${index + 1}`);

/**
 * Microseconds from what a look found to the rollout after it: 10 counts and 10 histograms of five boundaries, each
 * with traffic of its own and an hour of looks behind it. A rollout that was rolled back on the way is left out.
 */
export function measureVerdict(seed: number): ReturnType<typeof summary> {
  const times = Array.from({ length: sizes.rollouts }, (_, index) => timesOf(seed + index * 2 * each));
  return summary(times.slice(1).flat());
}

function timesOf(seed: number): readonly number[] {
  const sources = [...counted, ...histograms].map((metric, index) => sourceOf(metric, seed + index));
  const times: number[] = [];
  let rollout: Rollout = observing({ counted, histograms }, { weight: 10, interval });
  for (let look = 0; look <= sizes.before + sizes.timed; look += 1) {
    const finding = looked(sources.map((next) => next()));
    const before = performance.now();
    rollout = follow(rollout, finding, noon + look * interval);
    if (look > sizes.before) times.push((performance.now() - before) * 1000);
  }
  return rollout.phase.kind === 'observing' ? times : [];
}

/** @returns what each look finds, the first one before the canary has any traffic */
function sourceOf(metric: string, seed: number): () => Totals {
  const traffic = healthy.scenario.begin({ seed, interval });
  const counters = createCounters(healthy, historyOf(traffic));
  let begun = false;
  return () => {
    const [errors, latencies] = begun ? counters.look(traffic.next(healthy.weight)) : counters.first();
    begun = true;
    const told = counted.includes(metric) ? errors : latencies;
    if (told === undefined) throw new TypeError(`Nothing is told of ${metric}.`);
    return { ...told, metric };
  };
}
