import type { Recorded, RollbackCause } from './events.ts';
import type { ProcedureStep } from './procedure-plan.ts';
import type { Rollout } from './state.ts';

/** What is done besides when it is rolled back for this cause; empty when nothing is. */
export function procedureFor(
  { plan }: Pick<Rollout, 'plan'>,
  cause: RollbackCause,
): readonly ProcedureStep[] {
  // A release that makes room for a newer one is no incident.
  if (cause.kind === 'superseded') return [];
  const { procedure = [], emergency } = plan.rollback;
  return isEmergency(cause) ? (emergency ?? procedure) : procedure;
}

export function isEmergency(cause: RollbackCause): boolean {
  return cause.kind === 'person' && cause.emergency === true;
}

/** Why it is or was rolled back; null when it is not. */
export function causeOf({ phase }: Pick<Rollout, 'phase'>): RollbackCause | null {
  return phase.kind === 'rolling-back' || phase.kind === 'rolled-back' ? phase.cause : null;
}

/** How many of its steps were taken since it was safe. */
export function stepsTaken(events: readonly Recorded[]): number {
  const safe = events.findLastIndex(({ event }) => event.kind === 'safe');
  return events.slice(safe + 1).filter(({ event }) => event.kind === 'procedure-step').length;
}
