import type { PlaceName } from '../ids.ts';
import type { EventOf, RolloutEvent } from '../rollout/events.ts';
import { gateAt } from '../rollout/gates/gate.ts';
import type { Gate } from '../rollout/gates/gate-plan.ts';
import type { Plan } from '../rollout/plan.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Page, Severity } from './page.ts';
import { severityOf } from './severity.ts';

/** A page and the pagers that get it; its sentence is that of the event. */
export interface Call extends Omit<Page, 'sentence'> {
  readonly through: readonly PlaceName[];
}

/**
 * Whom an event calls: the pagers that its severity is routed to, and whoever is on call where a gate, the plan's
 * rollback or an emergency says so. One call for each event and pager.
 * @param seq of the event
 */
export function pagesOf(
  before: Rollout | null,
  event: RolloutEvent,
  after: Rollout,
  seq: number,
): readonly Call[] {
  const { alerts } = after.plan;
  // That a pager could not be reached is nothing that it could be called for.
  if (alerts === undefined || event.kind === 'paged') return [];
  const severity = severityOf(event, before, after);
  const routed = severity === null ? [] : alerts[severity].page;
  const onCall = callsWhoeverIsOnCall(event, after) ? alerts.onCall : [];
  const through = [...new Set([...routed, ...onCall])];
  if (through.length === 0) return [];
  const loudest: Severity = onCall.length > 0 ? 'critical' : (severity ?? 'critical');
  return [{ through, severity: loudest, state: 'trigger', incident: incidentOf(event, after, seq) }];
}

/** Calls for approvals that nobody is needed for any more. */
export function pagesOver(before: Rollout | null, after: Rollout): readonly Call[] {
  const { alerts } = after.plan;
  if (before?.phase.kind !== 'waiting' || alerts === undefined) return [];
  const { stage, gate, escalated } = before.phase;
  if (after.phase.kind === 'waiting' && after.phase.gate === gate && !after.phase.opened) return [];
  if (before.phase.opened) return [];
  const asked = gateAt(before.plan, stage);
  const calls = [
    ...(pagesForRequest(asked, before.plan) ? [gateIncident(before, gate)] : []),
    ...(escalated && asked.escalate?.page === true ? [`${gateIncident(before, gate)}/escalated`] : []),
  ];
  return calls.map((incident) => ({
    through: alerts.onCall,
    severity: 'info',
    state: 'resolve',
    incident,
  }));
}

function callsWhoeverIsOnCall(event: RolloutEvent, { plan, phase }: Rollout): boolean {
  switch (event.kind) {
    case 'requested':
      return event.plan.breakGlass !== undefined;
    case 'approval-requested':
      return pagesForRequest(gateAt(plan, event.stage), plan);
    case 'approval-escalated':
      return phase.kind === 'waiting' && gateAt(plan, phase.stage).escalate?.page === true;
    case 'rollback-requested':
    case 'rollback-request-renewed':
      return true;
    case 'rollback-ordered':
      return (plan.rollback.page === true && event.cause.kind !== 'superseded') || isEmergency(event);
    default:
      return false;
  }
}

/** A critical request is one for a critical fix, past the safeguards, or of a release that is critically risky. */
function pagesForRequest({ page }: Gate, plan: Plan): boolean {
  if (page === undefined) return false;
  const risky = plan.risk?.matched.some(({ level }) => level === 'critical') === true;
  return page === 'always' || plan.critical === true || plan.breakGlass !== undefined || risky;
}

function isEmergency({ cause }: EventOf<'rollback-ordered'>): boolean {
  return cause.kind === 'person' && cause.emergency === true;
}

/** What is asked again while it is still open calls again; the same approval asked for twice does not. */
function incidentOf(event: RolloutEvent, after: Rollout, seq: number): string {
  switch (event.kind) {
    case 'approval-requested':
      return gateIncident(after, event.gate);
    case 'approval-escalated':
      return `${gateIncident(after, event.gate)}/escalated`;
    default:
      return `belay/${after.id}/${seq}`;
  }
}

function gateIncident({ id }: Rollout, gate: number): string {
  return `belay/${id}/gate-${gate}`;
}
