import type { PlaceName } from '../ids.ts';
import type { RolloutEvent } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Severity } from './page.ts';
import { severityOf } from './severity.ts';

/** Places where people talk that hear of an event by how bad it is. */
export function alertedBy(before: Rollout | null, event: RolloutEvent, after: Rollout): readonly PlaceName[] {
  const { alerts } = after.plan;
  const severity = alerts === undefined ? null : severityOf(event, before, after);
  return alerts === undefined || severity === null ? [] : alerts[severity].tell;
}

/** Places that were told something bad of it, or hear everything: the card there has to go on with it. */
export function alertedPlaces(after: Rollout): readonly PlaceName[] {
  const { alerts } = after.plan;
  if (alerts === undefined) return [];
  return severities.flatMap((severity) => (isTold(after, severity) ? alerts[severity].tell : []));
}

const severities = ['critical', 'warning', 'info'] as const;

function isTold({ phase, pause, plan, rollbackRequest }: Rollout, severity: Severity): boolean {
  const goesBack = phase.kind === 'rolling-back' || phase.kind === 'rolled-back';
  switch (severity) {
    case 'info':
      return true;
    case 'warning':
      return goesBack || pause !== null;
    case 'critical':
      return goesBack || plan.breakGlass !== undefined || rollbackRequest !== null;
  }
}
