import type { Target } from './plan.ts';
import type { Rollout } from './state.ts';

/** What a route should do. `stable` is safe: no request of any kind reaches another version. */
export type Wanted =
  | { readonly kind: 'stable'; readonly stable: Target }
  | { readonly kind: 'split'; readonly stable: Target; readonly canary: Target; readonly weight: number };

/** The route this rollout wants now; null while the traffic is not its own. */
export function wantedRoute(rollout: Rollout): Wanted | null {
  const { phase, plan, stable } = rollout;
  if (stable === null) return null;
  switch (phase.kind) {
    case 'queued':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return null;
    case 'preparing':
      return { kind: 'stable', stable };
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
      return splitAt(rollout, stable, watchedStage(rollout));
    case 'completing':
      return rollout.pause === null
        ? { kind: 'stable', stable: plan.canary }
        : splitAt(rollout, stable, watchedStage(rollout));
    case 'rolling-back':
      return phase.weight > 0
        ? { kind: 'split', stable, canary: plan.canary, weight: phase.weight }
        : { kind: 'stable', stable };
  }
}

function splitAt({ plan }: Rollout, stable: Target, stage: number | null): Wanted {
  if (stage === null) return { kind: 'stable', stable };
  return { kind: 'split', stable, canary: plan.canary, weight: plan.stages[stage]?.weight ?? 0 };
}

/** Percent of unsegmented traffic that canary should have now; 100 once the new version is stable. */
export function wantedWeight(rollout: Rollout): number {
  const wanted = wantedRoute(rollout);
  if (wanted === null) return rollout.phase.kind === 'completed' ? 100 : 0;
  if (wanted.kind === 'split') return wanted.weight;
  return rollout.phase.kind === 'completing' ? 100 : 0;
}

/**
 * The stage whose weight is wanted and whose checks watch the canary now; null while canary has no traffic to judge.
 * A paused rollout stays where it is: a shift that the router has not confirmed waits at the weight before.
 */
export function watchedStage(rollout: Rollout): number | null {
  const { phase, plan } = rollout;
  switch (phase.kind) {
    case 'shifting':
      if (rollout.pause === null) return phase.stage;
      return phase.stage === 0 ? null : phase.stage - 1;
    case 'observing':
    case 'waiting':
      return phase.stage;
    case 'verifying':
      return plan.stages.length - 1;
    case 'completing':
      return rollout.pause === null ? null : plan.stages.length - 1;
    case 'rolling-back':
      return phase.weight > 0 ? lightestStage(rollout, phase.weight) : null;
    case 'queued':
    case 'preparing':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return null;
  }
}

/** During a gradual rollback the checks of the smallest stage that still covers the weight apply. */
function lightestStage(rollout: Rollout, weight: number): number {
  const found = rollout.plan.stages.findIndex((stage) => stage.weight >= weight);
  return found === -1 ? rollout.plan.stages.length - 1 : found;
}
