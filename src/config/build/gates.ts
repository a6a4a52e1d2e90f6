import { RoleName } from '../../core/ids.ts';
import type { Gate } from '../../core/rollout/gate-plan.ts';
import type { Root } from '../schema/root.ts';
import { listOf } from './building.ts';

type PlanSource = NonNullable<Root['plans']>[string];
type Then = PlanSource['stages'][number]['then'];
type Defaults = NonNullable<NonNullable<Root['environments'][string]>['approval']>;

const twoHours = 2 * 3_600_000;

/**
 * The gate after a stage. A plain `ask` wants one person to look, who may be the one who asked for the
 * rollout; a number of approvals leaves the requester out. Silence and rejection roll back.
 */
export function buildGate(next: Then, defaults: Defaults): Gate | null {
  if (next === undefined || next === 'continue') return null;
  const asked = next === 'ask' ? {} : next;
  const merged = { ...defaults, ...withoutUndefined(asked) };
  return {
    approvals: merged.approvals ?? 1,
    roles: listOf(merged.of).map(({ name }) => RoleName.parse(name)),
    requesterMayApprove: merged.requester_may_approve ?? next === 'ask',
    expiresAfter: merged.expires ?? twoHours,
    onReject: merged.on_reject ?? 'roll_back',
    onExpiry: merged.on_expiry ?? 'roll_back',
  };
}

function withoutUndefined(approval: Defaults): Defaults {
  return Object.fromEntries(Object.entries(approval).filter(([, value]) => value !== undefined));
}
