import { isDeepStrictEqual } from 'node:util';
import { type Refusal, refuse } from '../../../core/refusal.ts';
import type { Wanted } from '../../../core/rollout/wanted.ts';
import { formatDuration } from '../../../core/time.ts';
import type { Order, RoutingRules } from './protocol.ts';

/** What one route does, and why. Values only: every function here returns the next state. */
export interface RouteState {
  readonly wanted: Wanted | null;
  readonly rules: RoutingRules;
  readonly fence: number;
  readonly returned: string | null;
  /** When the split ends unless it is renewed, in milliseconds of the proxy's clock; null without a split. */
  readonly leaseEnds: number | null;
  /** Grows whenever requests begin to be served differently. */
  readonly epoch: number;
}

const noRules: RoutingRules = { sticky: null, header: null, segments: [], lease: 1 };

export const byHand = 'somebody sent all traffic to stable by hand at the proxy';
export const restarted = 'the proxy restarted, which puts all traffic on stable';

/** A route after the proxy's start: on the stable version it last knew, or serving nobody. */
export function startingState(
  known: { stable: Wanted & { kind: 'stable' }; fence: number } | null,
): RouteState {
  return {
    wanted: known?.stable ?? null,
    rules: noRules,
    fence: known?.fence ?? 0,
    returned: known === null ? null : restarted,
    leaseEnds: null,
    epoch: 0,
  };
}

/** The state at `now`: a split whose lease is over is back on stable. */
export function settle(state: RouteState, now: number): RouteState {
  if (state.leaseEnds === null || now < state.leaseEnds || state.wanted === null) return state;
  return {
    ...state,
    wanted: { kind: 'stable', stable: state.wanted.stable },
    returned: `nobody renewed the split for ${formatDuration(state.rules.lease)}, so the proxy sent all traffic back to stable`,
    leaseEnds: null,
    epoch: state.epoch + 1,
  };
}

/** Takes an order, or says why not. The same order again changes nothing and renews the lease. */
export function take(state: RouteState, order: Order, now: number): RouteState | Refusal {
  if (order.fence !== null && order.fence < state.fence) {
    return refuse(
      'older-order',
      `The order carries fence ${order.fence}, but the proxy already follows fence ${state.fence}: a newer decision stands and nothing was changed. Read the route again before ordering.`,
    );
  }
  const rules = order.routing ?? state.rules;
  const same = isDeepStrictEqual([order.wanted, rules], [state.wanted, state.rules]);
  return {
    wanted: order.wanted,
    rules,
    fence: order.fence ?? state.fence,
    returned: order.fence === null ? byHand : null,
    leaseEnds: order.wanted.kind === 'split' ? now + rules.lease : null,
    epoch: same ? state.epoch : state.epoch + 1,
  };
}
