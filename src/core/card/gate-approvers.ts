import { counted, listed } from '../prose.ts';
import type { Gate } from '../rollout/gates/gate-plan.ts';
import { oneOfEach } from '../rollout/gates/missing-words.ts';

/** `2 approvals by team-lead or sre-oncall and one of product`, `sign-offs by one each of engineering and product` */
export function approvers({ approvals, roles, each = [], everybody = [], decides }: Gate): string {
  const who = roles.length === 0 ? '' : ` by ${listed(roles, 'or')}`;
  const parts = [
    ...(approvals === 0 ? [] : [`${counted(approvals, 'approval')}${who}`]),
    ...(each.length === 0 ? [] : [oneOfEach(each)]),
    ...(everybody.length === 0 ? [] : [`the agreement of ${byRole(roles, everybody)}`]),
  ];
  const all = listed(parts);
  if (approvals > 0 || everybody.length > 0) return all;
  return decides === undefined ? `approval by ${all}` : `sign-offs by ${all}`;
}

/** By their roles, which people know; ids are for the log. */
function byRole(roles: readonly string[], everybody: readonly string[]): string {
  return roles.length === 0
    ? counted(everybody.length, 'person', 'people')
    : `everybody with ${listed(roles, 'or')}`;
}

/** How many people a gate needs at least: shown where there is room for one number. */
export function neededOf({ approvals, each = [], everybody = [] }: Gate): number {
  return Math.max(approvals, each.length, everybody.length);
}
