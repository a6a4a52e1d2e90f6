import type { RoleName } from '../ids.ts';
import type { Gate } from '../rollout/gates/gate-plan.ts';

/**
 * What several approvals ask for, as one gate before anything begins: the most that one of them asks of the same
 * people, and of other roles each what their own approval asks. The time is the longest, and who asked for the
 * release may approve only where all of them say so.
 * @param signOffs roles of which one person each must agree besides
 */
export function entryGate(
  approvals: readonly Gate[],
  signOffs: readonly RoleName[],
  base: Gate,
): Gate | null {
  if (approvals.length === 0 && signOffs.length === 0) return null;
  const [first, ...others] = groupsOf(approvals);
  const anybody = Math.max(
    0,
    ...approvals.filter(({ roles }) => roles.length === 0).map((one) => one.approvals),
  );
  const each = mostOfEach([
    ...others.map(({ roles, approvals: count }) =>
      roles.flatMap((role) => Array<RoleName>(count).fill(role)),
    ),
    ...approvals.map((one) => one.each ?? []),
    signOffs,
  ]);
  const all = approvals.length === 0 ? [base] : approvals;
  return {
    approvals: Math.max(first?.approvals ?? 0, anybody),
    roles: first?.roles ?? [],
    requesterMayApprove: all.every((one) => one.requesterMayApprove),
    expiresAfter: Math.max(...all.map((one) => one.expiresAfter)),
    onReject: 'roll_back',
    onExpiry: 'roll_back',
    ...(each.length === 0 ? {} : { each }),
    ...together(all),
  };
}

/** What is said to people, from all of them. */
function together(gates: readonly Gate[]): Partial<Gate> {
  const confirms = distinct(gates.flatMap((gate) => gate.confirms ?? []));
  const everybody = distinct(gates.flatMap((gate) => gate.everybody ?? []));
  const announce = distinct(gates.flatMap((gate) => gate.announce ?? []));
  const remindBefore = distinct(gates.flatMap((gate) => gate.remindBefore ?? [])).toSorted((a, b) => b - a);
  const escalate = gates.find((gate) => gate.escalate !== undefined)?.escalate;
  const checklist = gates.find((gate) => gate.checklist !== undefined)?.checklist;
  const pages = gates.flatMap((gate) => gate.page ?? []);
  const page = pages.includes('always') ? 'always' : pages[0];
  return {
    ...(confirms.length === 0 ? {} : { confirms }),
    ...(everybody.length === 0 ? {} : { everybody }),
    ...(announce.length === 0 ? {} : { announce }),
    ...(remindBefore.length === 0 ? {} : { remindBefore }),
    ...(escalate === undefined ? {} : { escalate }),
    ...(checklist === undefined ? {} : { checklist }),
    ...(page === undefined ? {} : { page }),
  };
}

/** Each role as often as the list that names it most often does: one person can meet what several ask. */
function mostOfEach(lists: readonly (readonly RoleName[])[]): RoleName[] {
  const roles = distinct(lists.flat());
  return roles.flatMap((role) => {
    const times = lists.map((list) => list.filter((one) => one === role).length);
    return Array<RoleName>(Math.max(...times)).fill(role);
  });
}

/** Approvals of the same roles are one; several roles of which any counts come first, then the largest. */
function groupsOf(approvals: readonly Gate[]): readonly Pick<Gate, 'approvals' | 'roles'>[] {
  const groups = new Map<string, Pick<Gate, 'approvals' | 'roles'>>();
  for (const { approvals: count, roles } of approvals) {
    if (roles.length === 0) continue;
    const key = roleSet(roles);
    groups.set(key, { roles: [...roles], approvals: Math.max(count, groups.get(key)?.approvals ?? 0) });
  }
  return [...groups.values()].toSorted(
    (one, other) =>
      Number(other.roles.length > 1) - Number(one.roles.length > 1) || other.approvals - one.approvals,
  );
}

/** The same for the same roles in any order. */
export function roleSet(roles: readonly string[]): string {
  return [...new Set(roles)].toSorted().join(' ');
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
