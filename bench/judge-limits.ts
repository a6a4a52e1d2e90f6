import { quantile } from '../src/core/judge/histogram.ts';
import { type InstanceCounts, latencyBuckets, type SimulatedInterval } from '../src/simulate/scenario.ts';
import { type Case, type Judge, type Signal, whole } from './judge-case.ts';

const minute = 60_000;
const tooMuch = 2;

/** What the baselines compare: the error rate, or the p95 in milliseconds; null without requests. */
export function comparedValue(counts: InstanceCounts, signal: Signal): number | null {
  if (counts.requests === 0) return null;
  return signal === 'errors'
    ? counts.errors / counts.requests
    : quantile(counts.latencies, 0.95, latencyBuckets);
}

export const limit1m: Judge = {
  name: 'limit_1m',
  sentence: 'error rate (latency scenarios: p95) of one minute above 2× stable, at once',
  begin: (watched) => limit(watched, { window: minute, sustained: 0 }),
};

export const limit5mFor5m: Judge = {
  name: 'limit_5m_for_5m',
  sentence: 'error rate (latency scenarios: p95) of five minutes above 2× stable, for five minutes',
  begin: (watched) => limit(watched, { window: 5 * minute, sustained: 5 * minute }),
};

/** As Prometheus's alert rules: `expr` over the window, true without a break from the first look to `for` later. */
function limit(
  { interval, signal }: Case,
  { window, sustained }: { readonly window: number; readonly sustained: number },
): ReturnType<Judge['begin']> {
  const kept: SimulatedInterval[] = [];
  let held = -1;
  return {
    look(latest) {
      kept.push(latest);
      if (kept.length > window / interval) kept.shift();
      const canary = comparedValue(whole(kept.flatMap((each) => each.canary ?? [])), signal);
      const stable = comparedValue(whole(kept.flatMap((each) => each.stable ?? [])), signal);
      const breached = canary !== null && stable !== null && canary > tooMuch * stable;
      held = breached ? held + 1 : -1;
      return breached && held * interval >= sustained;
    },
  };
}
