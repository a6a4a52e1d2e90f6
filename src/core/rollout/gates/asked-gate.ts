import type { Rollout } from '../state.ts';
import { gateAt } from './gate.ts';
import type { Gate } from './gate-plan.ts';
import { rollbackGate } from './open-request.ts';

/** The gate that people are asked at now; a rollback that they must agree to goes first. Null while nobody is asked. */
export function askedGate(rollout: Rollout): Gate | null {
  const { phase, plan, rollbackRequest } = rollout;
  if (rollbackRequest !== null) return rollbackGate(rollout);
  if (phase.kind !== 'waiting' || phase.closed || phase.opened) return null;
  return gateAt(plan, phase.stage);
}
