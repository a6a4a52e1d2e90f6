import { idAsName, type PersonName } from '../../card/names.ts';
import { counted, listed } from '../../prose.ts';
import type { Vote } from '../state.ts';
import type { Gate } from './gate-plan.ts';
import { tally } from './tally-votes.ts';

/** What a gate still wants: `1 of 2 approvals by team-lead or sre-oncall; one of product`; empty when nothing. */
export function missingWords(gate: Gate, votes: readonly Vote[], personName: PersonName = idAsName): string {
  const { missing: left, missingRoles, missingPeople } = tally(gate, votes);
  const who = gate.roles.length === 0 ? '' : ` by ${listed(gate.roles, 'or')}`;
  const number = left === gate.approvals ? '' : `${left} of `;
  return [
    ...(left === 0 ? [] : [`${number}${counted(gate.approvals, 'approval')}${who}`]),
    ...(missingRoles.length === 0 ? [] : [oneOfEach(missingRoles)]),
    ...(missingPeople.length === 0 ? [] : [listed(missingPeople.map(personName))]),
  ].join('; ');
}

/** `one of product`, `one each of engineering, operations and product` */
export function oneOfEach(roles: readonly string[]): string {
  return `one ${roles.length === 1 ? '' : 'each '}of ${listed(roles)}`;
}
