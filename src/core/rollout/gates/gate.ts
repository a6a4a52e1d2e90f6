import type { Instant } from '../../time.ts';
import type { RolloutEvent } from '../events.ts';
import type { Plan, Stage } from '../plan.ts';
import type { Phase, Rollout, Vote } from '../state.ts';
import type { Gate } from './gate-plan.ts';
import { tally } from './tally-votes.ts';

/** Asked where a plan asks people without naming a gate: one person who may approve, within two hours. */
export const onePerson: Gate = {
  approvals: 1,
  roles: [],
  requesterMayApprove: true,
  expiresAfter: 2 * 3_600_000,
  onReject: 'roll_back',
  onExpiry: 'roll_back',
};

export function gateOf(stage: Stage | undefined): Gate {
  return stage?.gate ?? stage?.whenUnmet ?? onePerson;
}

/** The gate after a stage; with null the one before anything begins. */
export function gateAt(plan: Pick<Plan, 'stages' | 'entry'>, stage: number | null): Gate {
  return stage === null ? (plan.entry ?? onePerson) : gateOf(plan.stages[stage]);
}

/** What a gate stands after: the stage's name, or the request itself. */
export function gateAfter(plan: Pick<Plan, 'stages'>, stage: number | null): string {
  return stage === null ? 'the request' : (plan.stages[stage]?.name ?? String(stage + 1));
}

export type Waiting = Extract<Phase, { kind: 'waiting' }>;

/** Votes that count at a gate, so that nobody and no lent right counts twice. */
export function countedVotes(gate: Gate, votes: readonly Vote[]): readonly Vote[] {
  return tally(gate, votes).counted.map(({ vote }) => vote);
}

/** Everybody who is needed has said something; in a round of sign-offs that need not be yes. */
export function isQuorate(gate: Gate, votes: readonly Vote[]): boolean {
  return tally(gate, votes).complete;
}

/** Everybody who is needed has decided, and somebody of them wants to look longer. */
export function wantsLonger(gate: Gate, votes: readonly Vote[]): boolean {
  return votes.some(({ decision }) => decision === 'extend') && isQuorate(gate, votes);
}

/** Asks people before the next stage. */
export function requestApproval(
  rollout: Rollout,
  stage: number | null,
  reason: string,
  now: Instant,
): RolloutEvent {
  const gate = gateAt(rollout.plan, stage);
  return {
    kind: 'approval-requested',
    stage,
    gate: rollout.gates + 1,
    reason,
    expiresAt: now + gate.expiresAfter,
  };
}
