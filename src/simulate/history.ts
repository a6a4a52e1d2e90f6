import type { InstanceCounts, Scenario } from './scenario.ts';

/** What every instance had counted before the canary had any traffic. */
export interface History {
  readonly canary: readonly InstanceCounts[];
  readonly stable: readonly InstanceCounts[];
}

const earlier = 10 * 60_000;
/** Numbers of their own, so that what was before says nothing of what comes. */
const otherSeeds = 2 ** 31;
/** A scenario may leave intervals untold; one that tells hardly any has no history. */
const tries = 100;

/** Ten minutes of stable, and a canary that has just come up. @param weight percent to canary at its first stage */
export function historyOf(scenario: Scenario, seed: number, weight: number): History {
  const traffic = scenario.begin({ seed: seed + otherSeeds, interval: earlier });
  for (let count = 0; count < tries; count += 1) {
    const { canary, stable } = traffic.next(weight);
    if (canary !== null && stable !== null) return { canary: canary.map(nothingYet), stable };
  }
  return { canary: [], stable: [] };
}

function nothingYet({ latencies }: InstanceCounts): InstanceCounts {
  return { requests: 0, errors: 0, latencies: latencies.map(() => 0) };
}
