import type { Gate } from '../rollout/gates/gate-plan.ts';
import type { PlanBody } from '../rollout/plan.ts';

const twoHours = 2 * 3_600_000;

/** The gate of a critical fix whose first stage has none. */
export const somebodyElse: Gate = {
  approvals: 1,
  roles: [],
  requesterMayApprove: false,
  expiresAfter: twoHours,
  onReject: 'roll_back',
  onExpiry: 'roll_back',
};

/**
 * The plan of a critical fix: budgets are told of it and stop it no more. With an approval, somebody else than the
 * requester opens the end of its first stage, which has a small share of the traffic and shows what people decide on.
 */
export function criticalFix(body: PlanBody, approved: boolean): PlanBody {
  const [first, ...others] = body.stages;
  if (!approved || first === undefined) return { ...body, critical: true };
  const gate = first.gate === null ? somebodyElse : { ...first.gate, requesterMayApprove: false };
  return { ...body, critical: true, stages: [{ ...first, gate }, ...others] };
}
