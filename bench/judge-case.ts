import type { Millis } from '../src/core/time.ts';
import type { History } from '../src/simulate/history.ts';
import type { InstanceCounts, Scenario, SimulatedInterval } from '../src/simulate/scenario.ts';
import { latencyBuckets } from '../src/simulate/scenario.ts';

/** What the baselines look at, and what counts as a bad request: one that failed, or one slower than `slow`. */
export type Signal = 'errors' | 'latency';

/** A made-up release and how it is watched. */
export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly signal: Signal;
  /** Percent of the traffic to canary. */
  readonly weight: number;
  readonly interval: Millis;
  /** Whether the source tells instances apart. */
  readonly told: 'instances' | 'all';
}

/** Requests are watched for an hour. */
export const hour: Millis = 60 * 60_000;
const minute: Millis = 60_000;

export function usualCase(scenario: Scenario, deviation: Partial<Case> = {}): Case {
  return {
    name: scenario.name,
    scenario,
    signal: scenario.name.includes('latency') ? 'latency' : 'errors',
    weight: 10,
    interval: minute,
    told: 'instances',
    ...deviation,
  };
}

/** Boundaries in milliseconds at which latency is tested, about the median to the slow tail. */
export const testedBoundaries: readonly number[] = [150, 200, 300, 500, 1000];

/** Milliseconds above which a request of a latency scenario counts as bad; 2 % of stable's are. */
export const slow = 500;

/** @param boundary one of `latencyBuckets` */
export function slowerThan({ latencies }: InstanceCounts, boundary: number): number {
  return latencies.slice(latencyBuckets.indexOf(boundary) + 1).reduce((sum, count) => sum + count, 0);
}

export function badOf(instances: readonly InstanceCounts[], signal: Signal): number {
  const counts = whole(instances);
  return signal === 'errors' ? counts.errors : slowerThan(counts, slow);
}

/** A side as one. */
export function whole(instances: readonly InstanceCounts[]): InstanceCounts {
  return instances.reduce(
    (sum, each) => ({
      requests: sum.requests + each.requests,
      errors: sum.errors + each.errors,
      latencies: sum.latencies.map((count, bucket) => count + (each.latencies[bucket] ?? 0)),
    }),
    nothingYet,
  );
}

export const nothingYet: InstanceCounts = {
  requests: 0,
  errors: 0,
  latencies: [...latencyBuckets, 0].map(() => 0),
};

/** The interval as the source of a case tells it. */
export function toldOf({ canary, stable }: SimulatedInterval, told: Case['told']): SimulatedInterval {
  if (told === 'instances' || canary === null || stable === null) return { canary, stable };
  return { canary: [whole(canary)], stable: [whole(stable)] };
}

/** Looks on while a release runs. */
export interface Watcher {
  /** @returns whether the canary is rolled back after this interval */
  look(interval: SimulatedInterval): boolean;
}

export interface Judge {
  /** As in the figures. */
  readonly name: string;
  /** What it looks at and when it rolls back, for people. */
  readonly sentence: string;
  /** @param history what every instance had counted before the canary had any traffic */
  begin(watched: Case, history: History): Watcher;
}
