import type { Actor, RollbackCause, RolloutEvent } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import { hasPassed } from '../script/verification.ts';
import type { Severity } from './page.ts';

/**
 * How bad an event is; null for what nobody is told of by severity. Critical is what took traffic back by itself, what
 * keeps it from being taken back, what goes past the safeguards, and a rollback that waits for people.
 */
export function severityOf(event: RolloutEvent, before: Rollout | null, after: Rollout): Severity | null {
  switch (event.kind) {
    case 'requested':
      return event.plan.breakGlass === undefined ? 'info' : 'critical';
    case 'rollback-ordered':
      return severityOfCause(event.cause);
    case 'rollback-requested':
    case 'rollback-request-renewed':
      return 'critical';
    case 'weight-refused':
      return refused(event.attempts, after);
    case 'budget-measured':
      return event.alert === 'page' ? 'critical' : 'warning';
    case 'paused':
      return isBelay(after.pause?.by) ? 'warning' : 'info';
    case 'measured':
      return warned(before, after).length > 0 ? 'warning' : null;
    case 'procedure-step':
      return event.succeeded ? 'info' : 'warning';
    case 'verified':
      return hasPassed(event) === false ? 'warning' : 'info';
    case 'ci-observed':
      return event.state === 'failing' ? 'warning' : null;
    // That nobody could be called is said where people talk; the pager that failed is no use for it.
    case 'paged':
      return event.succeeded ? null : 'warning';
    case 'approval-escalated':
    case 'approval-reminded':
    case 'rejected':
    case 'gate-expired':
    case 'stage-extended':
    case 'drift-found':
    case 'rollback-refused':
    case 'notice-due':
    case 'task-reminded':
    case 'muted':
      return 'warning';
    case 'cancelled':
    case 'started':
    case 'approval-requested':
    case 'promoted':
    case 'stage-passed':
    case 'resumed':
    case 'safe':
    case 'rolled-back':
    case 'completed':
    case 'advance-blocked':
    case 'advance-unblocked':
    case 'tasks-opened':
    case 'handed-over':
    case 'marked':
      return 'info';
    default:
      return null;
  }
}

function severityOfCause(cause: RollbackCause): Severity {
  switch (cause.kind) {
    case 'trigger':
    case 'probe':
    case 'no-data':
    case 'step':
    case 'router':
      return 'critical';
    case 'person':
      return cause.emergency === true ? 'critical' : 'warning';
    case 'superseded':
      return 'info';
    default:
      return 'warning';
  }
}

/** Checks that only warn, and have begun to. */
export function warned(before: Rollout | null, after: Rollout): readonly { sentence: string }[] {
  const warns = (rollout: Rollout | null) =>
    (rollout?.verdicts ?? []).filter(({ check, acts }) => acts && actionOf(after, check) === 'warn');
  const known = new Set(warns(before).map(({ check }) => check));
  return warns(after).filter(({ check }) => !known.has(check));
}

function actionOf({ plan }: Rollout, check: string): string | undefined {
  return plan.stages.flatMap(({ checks }) => checks).find(({ id }) => id === check)?.action;
}

/** Once when it begins to last, and not with every try. */
function refused(attempts: number, { phase }: Rollout): Severity | null {
  if (phase.kind === 'rolling-back') return attempts === 2 ? 'critical' : null;
  return attempts === 4 ? 'warning' : null;
}

function isBelay(by: Actor | undefined): boolean {
  return by?.kind === 'belay';
}
