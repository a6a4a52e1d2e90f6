import type { RoleName } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { RolloutEvent } from './events.ts';
import type { Gate } from './gate-plan.ts';
import type { Plan, Stage } from './plan.ts';
import type { Phase, Rollout, Vote } from './state.ts';

/** Asked where a plan asks people without naming a gate: one person who may approve, within two hours. */
const onePerson: Gate = {
  approvals: 1,
  roles: [],
  requesterMayApprove: true,
  expiresAfter: 2 * 3_600_000,
  onReject: 'roll_back',
  onExpiry: 'roll_back',
};

export function gateOf(stage: Stage | undefined): Gate {
  return stage?.gate ?? onePerson;
}

/** The gate after a stage; with null the one before anything begins. */
export function gateAt(plan: Pick<Plan, 'stages' | 'entry'>, stage: number | null): Gate {
  return stage === null ? (plan.entry ?? onePerson) : gateOf(plan.stages[stage]);
}

/** What a gate stands after: the stage's name, or the request itself. */
export function gateAfter(plan: Pick<Plan, 'stages'>, stage: number | null): string {
  return stage === null ? 'request' : (plan.stages[stage]?.name ?? String(stage + 1));
}

export type Waiting = Extract<Phase, { kind: 'waiting' }>;

/** Distinct persons who hold one of the gate's roles; a gate without roles counts everybody who may approve. */
export function countedVotes(gate: Gate, votes: readonly Vote[]): readonly Vote[] {
  const wanted = new Set<RoleName>(gate.roles);
  const seen = new Set<string>();
  return votes.filter((vote) => {
    const counts = wanted.size === 0 || vote.roles.some((role) => wanted.has(role));
    if (!counts || seen.has(vote.person)) return false;
    seen.add(vote.person);
    return true;
  });
}

export function isQuorate(gate: Gate, votes: readonly Vote[]): boolean {
  return countedVotes(gate, votes).length >= gate.approvals;
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
