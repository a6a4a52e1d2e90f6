import { causeClause } from '../card/cause.ts';
import { quoted } from '../prose.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';

/** How far one rollout of a train is, as the others have to know it. */
export type Standing =
  /** Nothing has begun: queued, or people are asked first. */
  | { readonly kind: 'ahead' }
  /** `reached`: percent of the traffic that the router was seen to give it. */
  | { readonly kind: 'going'; readonly reached: number }
  /** `kept`: its previous version is, so that it can go back. */
  | { readonly kind: 'completed'; readonly kept: boolean }
  /**
   * It goes back, went back or was dropped. `safe`: no new request reaches its version. `follows`: it went because
   * another one did.
   */
  | {
      readonly kind: 'failed';
      readonly at: Instant;
      readonly safe: boolean;
      readonly follows: boolean;
      /** The end of a sentence about it: `was rolled back because …`. */
      readonly clause: string;
    };

export function standingOf(rollout: Rollout): Standing {
  const { phase, plan, failedAt } = rollout;
  switch (phase.kind) {
    case 'queued':
      return { kind: 'ahead' };
    case 'preparing':
      return { kind: 'going', reached: 0 };
    case 'shifting':
      return { kind: 'going', reached: weightAt(rollout, phase.stage - 1) };
    case 'observing':
      return { kind: 'going', reached: weightAt(rollout, phase.stage) };
    case 'waiting':
      return phase.stage === null
        ? { kind: 'ahead' }
        : { kind: 'going', reached: weightAt(rollout, phase.stage) };
    case 'verifying':
    case 'completing':
      return { kind: 'going', reached: weightAt(rollout, plan.stages.length - 1) };
    case 'completed':
      return { kind: 'completed', kept: phase.kept };
    case 'rolling-back':
    case 'rolled-back':
      return {
        kind: 'failed',
        at: failedAt ?? phase.since,
        safe: phase.kind === 'rolled-back' || phase.safe,
        follows: phase.cause.kind === 'train',
        clause: `went back ${causeClause(phase.cause)}`,
      };
    case 'cancelled':
      return {
        kind: 'failed',
        at: failedAt ?? phase.since,
        safe: true,
        follows: false,
        clause: `was dropped: ${quoted(phase.reason)}`,
      };
  }
}

function weightAt({ plan }: Rollout, stage: number): number {
  return plan.stages[stage]?.weight ?? 0;
}

/** Whether the others of its train have to look, because it is further, back or gone. */
export function tellsTrain(before: Rollout | null, after: Rollout): boolean {
  return before === null || seenByOthers(before) !== seenByOthers(after);
}

function seenByOthers(rollout: Rollout): string {
  const standing = standingOf(rollout);
  switch (standing.kind) {
    case 'ahead':
      return 'ahead';
    case 'going':
      return `going ${standing.reached}`;
    case 'completed':
      return `completed ${standing.kept}`;
    case 'failed':
      return `failed ${standing.safe}`;
  }
}
