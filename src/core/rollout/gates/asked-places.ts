import type { PlaceName } from '../../ids.ts';
import type { RolloutEvent } from '../events.ts';
import type { Rollout } from '../state.ts';
import { gateAt } from './gate.ts';

/** Places besides the plan's that a request for approval is announced on, or escalated to. */
export function askedThrough(event: RolloutEvent, { plan, phase }: Rollout): readonly PlaceName[] {
  switch (event.kind) {
    case 'approval-requested':
      return gateAt(plan, event.stage).announce ?? [];
    case 'approval-reminded':
      return phase.kind === 'waiting' ? (gateAt(plan, phase.stage).announce ?? []) : [];
    case 'approval-escalated':
      return phase.kind === 'waiting' ? (gateAt(plan, phase.stage).escalate?.places ?? []) : [];
    case 'rollback-requested':
    case 'rollback-request-renewed':
      return plan.rollback.approval?.announce ?? [];
    default:
      return [];
  }
}

/** Where people have been asked by now: the card there has to go on with the rollout. */
export function askedPlaces({ plan, phase, decisions, rollbackRequest }: Rollout): readonly PlaceName[] {
  const stages = decisions.filter(({ rollback }) => rollback !== true).map(({ stage }) => stage);
  const gates = [...stages, ...(phase.kind === 'waiting' ? [phase.stage] : [])].map((stage) =>
    gateAt(plan, stage),
  );
  const asked = rollbackRequest !== null || decisions.some(({ rollback }) => rollback === true);
  const escalated =
    phase.kind === 'waiting' && phase.escalated ? gateAt(plan, phase.stage).escalate : undefined;
  return [
    ...gates.flatMap(({ announce }) => announce ?? []),
    ...(asked ? (plan.rollback.approval?.announce ?? []) : []),
    ...(escalated?.places ?? []),
  ];
}
