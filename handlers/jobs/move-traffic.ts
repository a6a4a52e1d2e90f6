import { Failure } from '../../src/core/failure.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { type Wanted, wantedRoute } from '../../src/core/rollout/wanted.ts';
import type { Router, RouterReading } from '../../src/ports/router.ts';

/**
 * Makes the router do what the rollout wants and reads it back; null when the traffic is not the rollout's.
 * @param standing `ahead-of-log`: what leads there is decided and could not be written yet
 */
export type MoveTraffic = (rollout: Rollout, standing?: 'ahead-of-log') => Promise<Finding | null>;

export function createMoveTraffic(routerOf: (rollout: Rollout) => Router): MoveTraffic {
  return async (rollout, standing) => {
    const wanted = wantedRoute(rollout);
    if (wanted === null) return null;
    const { routing } = rollout.plan;
    const router = routerOf(rollout);
    try {
      const found = await router.read(routing);
      const ahead = standing === 'ahead-of-log' ? headroom : 0;
      await router.apply(routing, wanted, fenceOf(rollout, found.fence) + ahead);
      const reading = await router.read(routing);
      if (reading.wanted === null || !isSame(reading.wanted, wanted)) {
        return { kind: 'route-refused', sentence: 'the router was told, but reads back something else' };
      }
      return { kind: 'route-confirmed', weight: weightOf(reading.wanted), found: difference(found, wanted) };
    } catch (error) {
      if (error instanceof Failure) return { kind: 'route-refused', sentence: error.message };
      throw error;
    }
  };
}

/**
 * Whoever reads the log before a rollback has come into it must not set the split again: such orders are ahead of
 * everything that this rollout can still send by then, and behind the slot's next owner.
 */
const headroom = 1000;

/** What the router was doing instead of what it is wanted to do. */
function difference({ wanted: was, returned }: RouterReading, wanted: Wanted) {
  return was === null || isSame(was, wanted) ? null : { weight: weightOf(was), why: returned };
}

function weightOf(wanted: Wanted): number {
  return wanted.kind === 'split' ? wanted.weight : 0;
}

function isSame(one: Wanted, other: Wanted): boolean {
  if (one.stable.url !== other.stable.url || one.stable.version !== other.stable.version) return false;
  if (one.kind === 'stable' || other.kind === 'stable') return one.kind === other.kind;
  return one.weight === other.weight && one.canary.url === other.canary.url;
}

/**
 * Orders carry a number that grows with every change of the slot's owner and every event of the owner,
 * so that a worker that slept through a rollback cannot undo it. No rollout has 1000 events per millisecond, so
 * the next owner of the slot always begins above what the last one has sent.
 */
function fenceOf(rollout: Rollout, known: number): number {
  const own = (rollout.ownsSince ?? 0) * 1000 + rollout.seq;
  // A clock that was set back must not keep traffic from going back: what leads to safety is never "too old".
  return rollout.phase.kind === 'rolling-back' ? Math.max(own, known) : own;
}
