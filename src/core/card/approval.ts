import type { PersonId } from '../ids.ts';
import { counted, listed } from '../prose.ts';
import { countedVotes, gateAfter, gateAt, type Waiting } from '../rollout/gate.ts';
import type { Gate } from '../rollout/gate-plan.ts';
import type { GateDecision, Rollout } from '../rollout/state.ts';
import type { Card } from './card.ts';
import type { PersonName } from './names.ts';

/** Who may still say yes at the gate of a rollout that waits. */
export type Approvers = (rollout: Rollout, gate: Gate) => readonly PersonId[];

/** The open request for approval; null while nobody is asked. */
export function approvalBox(
  rollout: Rollout,
  personName: PersonName,
  approversOf: Approvers,
): Card['approval'] {
  const { phase } = rollout;
  if (phase.kind !== 'waiting' || phase.closed || phase.opened) return null;
  const gate = gateAt(rollout.plan, phase.stage);
  const given = new Set(phase.votes.map(({ person }) => person));
  return {
    gate: phase.gate,
    stage: gateAfter(rollout.plan, phase.stage),
    towards: towards(rollout, phase),
    needed: gate.approvals,
    roles: [...gate.roles],
    given: countedVotes(gate, phase.votes).map(({ person, at }) => ({ person: personName(person), at })),
    expiresAt: phase.expiresAt,
    reason: phase.reason,
    eligible: approversOf(rollout, gate)
      .filter((person) => !given.has(person))
      .map((person) => ({ person, name: personName(person) })),
  };
}

function towards({ plan }: Rollout, { stage }: Waiting): string {
  const next = plan.stages[(stage ?? -1) + 1];
  if (next === undefined) return 'completion';
  return next.weight === 100 ? 'everybody' : `${next.weight}% of the traffic`;
}

/** Requests that are decided: their buttons are gone, who decided and when stays. */
export function decidedGates({ decisions, plan }: Rollout, personName: PersonName): Card['decisions'] {
  return decisions.map(({ gate, stage, outcome, votes, rejectedBy, reason, at }: GateDecision) => ({
    gate,
    stage: gateAfter(plan, stage),
    outcome,
    votes: votes.map((vote) => ({ person: personName(vote.person), at: vote.at })),
    by: rejectedBy === null ? null : personName(rejectedBy),
    reason,
    at,
  }));
}

/** `2 approvals by team-lead or sre-oncall` */
export function approvers(gate: Gate): string {
  const who = gate.roles.length === 0 ? '' : ` by ${listed(gate.roles, 'or')}`;
  return `${counted(gate.approvals, 'approval')}${who}`;
}
