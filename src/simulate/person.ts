import { PersonId } from '../core/ids.ts';
import { decideWish } from '../core/rollout/decide-person.ts';
import { project } from '../core/rollout/decision.ts';
import { gateAt } from '../core/rollout/gates/gate.ts';
import type { Gate } from '../core/rollout/gates/gate-plan.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { Person } from '../core/rollout/wish.ts';
import type { Instant, Millis } from '../core/time.ts';

/** When made-up people open a gate that waits for them: so long after they were asked, or never. */
export type Patience = Millis | 'never';

/** The rollout as it is once everybody whom an open gate waits for has approved, if it is time for that. */
export function approveIfTime(rollout: Rollout, patience: Patience, now: Instant): Rollout {
  const { phase } = rollout;
  if (phase.kind !== 'waiting' || phase.opened || phase.closed) return rollout;
  if (patience === 'never' || now - phase.since < patience) return rollout;
  const gate = gateAt(rollout.plan, phase.stage);
  const bound = { gate: phase.gate, commit: null };
  let approved = rollout;
  for (const person of everybodyFor(gate)) {
    if (approved.phase.kind !== 'waiting' || approved.phase.opened) return approved;
    const decision = decideWish(approved, { kind: 'approve', bound, confirm: 'all' }, person, now);
    if (decision.kind === 'refused') return approved;
    approved = project(approved, decision.events, person, now);
  }
  return approved;
}

/** Enough made-up people for a number, one more for each role that wants its own, and those who are named. */
function everybodyFor({ approvals, roles, each = [], everybody = [] }: Gate): readonly Person[] {
  const numbered = Array.from({ length: approvals }, (_, index) => made(`person-${index + 1}`, roles));
  return [
    ...everybody.map((person) => made(person, roles)),
    ...each.map((role, index) => made(`signer-${index + 1}`, [role])),
    ...numbered,
  ];
}

function made(id: string, roles: Gate['roles']): Person {
  return { kind: 'person', person: PersonId.parse(id), roles, place: 'console' };
}
