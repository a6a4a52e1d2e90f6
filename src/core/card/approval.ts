import { counted, listed } from '../prose.ts';
import { countedVotes, gateOf } from '../rollout/gate.ts';
import type { Gate } from '../rollout/plan.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Card } from './card.ts';
import type { PersonName } from './names.ts';

/** The open request for approval; null while nobody is asked. */
export function approvalBox(rollout: Rollout, personName: PersonName): Card['approval'] {
  const { phase } = rollout;
  if (phase.kind !== 'waiting' || phase.closed) return null;
  const gate = gateOf(rollout.plan.stages[phase.stage]);
  return {
    needed: gate.approvals,
    roles: [...gate.roles],
    given: countedVotes(gate, phase.votes).map(({ person, at }) => ({ person: personName(person), at })),
    expiresAt: phase.expiresAt,
    reason: phase.reason,
  };
}

/** `2 approvals by team-lead or sre-oncall` */
export function approvers(gate: Gate): string {
  const who = gate.roles.length === 0 ? '' : ` by ${listed(gate.roles, 'or')}`;
  return `${counted(gate.approvals, 'approval')}${who}`;
}
