import { type InstanceCounts, latencyBuckets, type SimulatedTraffic } from './scenario.ts';

/** What every instance had counted before the canary had any traffic. */
export interface History {
  readonly canary: readonly InstanceCounts[];
  readonly stable: readonly InstanceCounts[];
}

/** Minutes that stable has served before. */
const before = 60;

const nothingYet: InstanceCounts = {
  requests: 0,
  errors: 0,
  latencies: [...latencyBuckets.map(() => 0), 0],
};

/** An hour of stable, and a canary that has just come up. */
export function historyOf(traffic: SimulatedTraffic): History {
  const stable = traffic.before(before);
  return { canary: stable.map(() => nothingYet), stable };
}
