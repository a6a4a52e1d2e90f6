import { Failure } from '../../src/core/failure.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { wantedRoute } from '../../src/core/rollout/wanted.ts';
import type { Router, RouterReading } from '../../src/ports/router.ts';
import { fenceBase, fenceOf, isSameRoute } from './fence.ts';

/**
 * `done`: the router does what was asked. `left`: it does something safe already. `not-ours`: somebody who knows more
 * has given the traffic to another rollout. `refused`: it must be tried again.
 */
export type BlindMove =
  | { readonly kind: 'done' | 'left' | 'not-ours' }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * Moves traffic for a rollout whose log cannot be read. What the router reads says more than what is remembered: it
 * may have restarted, a person may have moved it by hand, and other workers may still reach the store.
 */
export interface MoveBlindly {
  /** Keeps a split alive that stands exactly as remembered, and touches nothing else. */
  renew(rollout: Rollout): Promise<BlindMove>;
  /** Ends this rollout's own split. */
  takeBack(rollout: Rollout): Promise<BlindMove>;
}

/**
 * Whoever reads the log before a rollback has come into it must not set the split again: such orders are ahead of
 * everything that this rollout can still send by then, and behind the slot's next owner.
 */
const headroom = 1000;
/** A rollout's orders lie within a second of its start, as fences count: a thousand for each millisecond. */
const span = 1_000_000;

export function createMoveBlindly(routerOf: (rollout: Rollout) => Router): MoveBlindly {
  return {
    renew: (rollout) =>
      said(async () => {
        const wanted = wantedRoute(rollout);
        const router = routerOf(rollout);
        const reading = await router.read(rollout.plan.routing);
        if (!isOurs(rollout, reading)) return { kind: 'not-ours' };
        const stands = reading.wanted !== null && wanted !== null && isSameRoute(reading.wanted, wanted);
        if (!stands || wanted.kind !== 'split') return { kind: 'left' };
        await router.apply(rollout.plan.routing, wanted, Math.max(fenceOf(rollout), reading.fence));
        return { kind: 'done' };
      }),
    takeBack: (rollout) =>
      said(async () => {
        const { stable } = rollout;
        const router = routerOf(rollout);
        const reading = await router.read(rollout.plan.routing);
        if (stable === null || !isOurs(rollout, reading)) return { kind: 'not-ours' };
        const wanted = { kind: 'stable', stable } as const;
        if (reading.wanted !== null && isSameRoute(reading.wanted, wanted)) return { kind: 'left' };
        const fence = Math.max(fenceOf(rollout), reading.fence) + headroom;
        await router.apply(rollout.plan.routing, wanted, fence);
        return { kind: 'done' };
      }),
  };
}

async function said(move: () => Promise<BlindMove>): Promise<BlindMove> {
  try {
    return await move();
  } catch (error) {
    if (error instanceof Failure) return { kind: 'refused', sentence: error.message };
    throw error;
  }
}

/** Several routers that disagree read as nothing in particular; their last order still says whose it was. */
function isOurs(rollout: Rollout, { wanted, fence }: RouterReading): boolean {
  const { canary } = rollout.plan;
  if (wanted?.kind === 'split') return wanted.canary.url === canary.url && isInSpan(rollout, fence);
  // Nobody knows of a fence after a restart; stable as this rollout knows it is as good as its own.
  if (wanted?.kind === 'stable') return wanted.stable.url === rollout.stable?.url;
  return isInSpan(rollout, fence);
}

function isInSpan(rollout: Rollout, fence: number): boolean {
  const base = fenceBase(rollout);
  return fence >= base && fence < base + span;
}
