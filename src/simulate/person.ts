import { PersonId } from '../core/ids.ts';
import { decideWish } from '../core/rollout/decide-person.ts';
import { project } from '../core/rollout/decision.ts';
import { gateAt } from '../core/rollout/gate.ts';
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
  for (let count = 1; count <= gate.approvals; count += 1) {
    const person: Person = {
      kind: 'person',
      person: PersonId.parse(`person-${count}`),
      roles: gate.roles,
      place: 'console',
    };
    const decision = decideWish(approved, { kind: 'approve', bound }, person, now);
    if (decision.kind === 'refused') return approved;
    approved = project(approved, decision.events, person, now);
  }
  return approved;
}
