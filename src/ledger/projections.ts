import { ownsTraffic } from '../core/rollout/next-look.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { Instant } from '../core/time.ts';
import type { RolloutRow, StableRow } from '../ports/store.ts';

export function rowOf(rollout: Rollout, nextAt: Instant | null): RolloutRow {
  const { phase, plan } = rollout;
  return {
    id: rollout.id,
    service: plan.service,
    environment: plan.environment,
    version: plan.canary.version,
    phase: phase.kind,
    owns: ownsTraffic(rollout),
    open:
      phase.kind === 'queued' ||
      phase.kind === 'waiting' ||
      ownsTraffic(rollout) ||
      (phase.kind === 'completed' && phase.kept),
    requestedAt: rollout.requestedAt,
    train: rollout.train?.train ?? null,
    nextAt,
  };
}

/** Who is stable once this change is written, when the change alters it. */
export function stableAfter(before: Rollout | null, after: Rollout): StableRow | null {
  if (before === null || before.phase.kind === after.phase.kind) return null;
  const { service, environment, canary } = after.plan;
  const slot = { service, environment, rollout: after.id };
  if (after.phase.kind === 'completed') return { ...slot, target: canary };
  const undone = after.phase.kind === 'rolled-back' && after.completedAt !== null;
  return undone && after.stable !== null ? { ...slot, target: after.stable } : null;
}
