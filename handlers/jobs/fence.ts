import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Wanted } from '../../src/core/rollout/wanted.ts';

/** Where the orders of a rollout begin: a thousand for each millisecond, so that the next owner begins above them. */
export function fenceBase({ ownsSince }: Rollout): number {
  return (ownsSince ?? 0) * 1000;
}

/**
 * Orders carry a number that grows with every change of the slot's owner and every event of the owner,
 * so that a worker that slept through a rollback cannot undo it.
 */
export function fenceOf(rollout: Rollout): number {
  return fenceBase(rollout) + rollout.seq;
}

export function isSameRoute(one: Wanted, other: Wanted): boolean {
  if (one.stable.url !== other.stable.url || one.stable.version !== other.stable.version) return false;
  if (one.kind === 'stable' || other.kind === 'stable') return one.kind === other.kind;
  return one.weight === other.weight && one.canary.url === other.canary.url;
}
