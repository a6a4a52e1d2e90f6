import { Failure } from '../../src/core/failure.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { type Wanted, wantedRoute } from '../../src/core/rollout/wanted.ts';
import type { Router, RouterReading } from '../../src/ports/router.ts';
import { fenceOf, isSameRoute } from './fence.ts';

/** Makes the router do what the rollout wants and reads it back; null when the traffic is not the rollout's. */
export type MoveTraffic = (rollout: Rollout) => Promise<Finding | null>;

export function createMoveTraffic(routerOf: (rollout: Rollout) => Router): MoveTraffic {
  return async (rollout) => {
    const wanted = wantedRoute(rollout);
    if (wanted === null) return null;
    const { routing } = rollout.plan;
    const router = routerOf(rollout);
    try {
      const found = await router.read(routing);
      await router.apply(routing, wanted, fenceAfter(rollout, found.fence));
      const reading = await router.read(routing);
      if (reading.wanted === null || !isSameRoute(reading.wanted, wanted)) {
        return { kind: 'route-refused', sentence: 'the router was told, but reads back something else' };
      }
      return { kind: 'route-confirmed', weight: weightOf(reading.wanted), found: difference(found, wanted) };
    } catch (error) {
      if (error instanceof Failure) return { kind: 'route-refused', sentence: error.message };
      throw error;
    }
  };
}

/** What the router was doing instead of what it is wanted to do. */
function difference({ wanted: was, returned }: RouterReading, wanted: Wanted) {
  return was === null || isSameRoute(was, wanted) ? null : { weight: weightOf(was), why: returned };
}

function weightOf(wanted: Wanted): number {
  return wanted.kind === 'split' ? wanted.weight : 0;
}

/** A clock that was set back must not keep traffic from going back: what leads to safety is never "too old". */
function fenceAfter(rollout: Rollout, known: number): number {
  const own = fenceOf(rollout);
  return rollout.phase.kind === 'rolling-back' ? Math.max(own, known) : own;
}
