import { counted } from '../prose.ts';
import type { RolloutEvent } from '../rollout/events.ts';
import { gateAt, onePerson } from '../rollout/gates/gate.ts';
import type { Gate } from '../rollout/gates/gate-plan.ts';
import { missingWords } from '../rollout/gates/missing-words.ts';
import type { Rollout, Vote } from '../rollout/state.ts';

/** After an approval: how many of how many. */
export function tally(event: RolloutEvent, before: Rollout | null, earlier: readonly RolloutEvent[]): string {
  if (event.kind !== 'approved' || before === null) return '';
  const asked = requestOf(before, event.gate);
  if (asked === null) return '';
  const { rules, votes } = asked;
  const given = votes.length + earlier.filter(({ kind }) => kind === 'approved').length + 1;
  if (rules.each === undefined && rules.everybody === undefined) {
    return ` That is ${given} of ${counted(rules.approvals, 'approval')}.`;
  }
  const { person, roles, lent } = event;
  const left = missingWords(rules, [
    ...votes,
    { person, roles, at: 0, ...(lent === undefined ? {} : { lent }) },
  ]);
  return left === '' ? '' : ` Missing: ${left}.`;
}

function requestOf(
  { plan, phase, rollbackRequest }: Rollout,
  gate: number,
): { readonly rules: Gate; readonly votes: readonly Vote[] } | null {
  if (rollbackRequest?.gate === gate) {
    return { rules: plan.rollback.approval ?? onePerson, votes: rollbackRequest.votes };
  }
  return phase.kind === 'waiting' ? { rules: gateAt(plan, phase.stage), votes: phase.votes } : null;
}
