import {
  allInstances,
  type Counter,
  noTotals,
  type SideTotals,
  type Totals,
} from '../src/core/judge/totals.ts';
import type { History } from '../src/simulate/history.ts';
import { type InstanceCounts, latencyBuckets, type SimulatedInterval } from '../src/simulate/scenario.ts';
import { type Case, nothingYet, whole } from './judge-case.ts';

/** Counters that only grow, as a source tells them at every look. */
export interface Counters {
  /** What the first look finds, before the canary has any traffic. */
  first(): readonly Totals[];
  /** Counts on. @returns what a look finds for errors and for latency */
  look(interval: SimulatedInterval): readonly Totals[];
}

export const errorRate = 'error-rate';
export const latency = 'p95';
const metrics = [{ metric: errorRate }, { metric: latency }];

export function createCounters({ told }: Case, history: History): Counters {
  let { canary, stable } = told === 'all' ? merged(history) : history;
  const totals = (metric: string, counter: typeof events): Totals => ({
    metric,
    canary: side(told === 'all' ? allInstances : 'canary', canary, counter),
    stable: side(told === 'all' ? allInstances : 'stable', stable, counter),
  });
  const all = () => [totals(errorRate, events), totals(latency, histogram)];
  return {
    first: all,
    look(interval) {
      if (interval.canary === null || interval.stable === null)
        return noTotals(metrics, 'source-failed', 'the source told nothing of this interval');
      canary = grown(canary, interval.canary);
      stable = grown(stable, interval.stable);
      return all();
    },
  };
}

/** @param name of the only instance, or of each with its number */
function side(name: string, instances: readonly InstanceCounts[], counter: typeof events): SideTotals {
  const named: Record<string, Counter> = {};
  for (const [index, counts] of instances.entries()) {
    named[name === allInstances ? name : `${name}-${index + 1}`] = counter(counts);
  }
  return { kind: 'totals', instances: named };
}

function merged({ canary, stable }: History): History {
  return { canary: [whole(canary)], stable: [whole(stable)] };
}

/** An instance that serves nobody at this weight is not told. */
function grown(
  before: readonly InstanceCounts[],
  more: readonly InstanceCounts[],
): readonly InstanceCounts[] {
  return more.map((each, index) => {
    const { requests, errors, latencies } = before[index] ?? nothingYet;
    return {
      requests: requests + each.requests,
      errors: errors + each.errors,
      latencies: latencies.map((count, bucket) => count + (each.latencies[bucket] ?? 0)),
    };
  });
}

function events({ requests, errors }: InstanceCounts): Counter {
  return { kind: 'events', requests, bad: errors };
}

function histogram({ latencies }: InstanceCounts): Counter {
  return { kind: 'histogram', boundaries: latencyBuckets, counts: latencies };
}
