import type { RolloutEvent } from '../../src/core/rollout/events.ts';

/** What can happen once in a rollout, by a name of its own. */
export function onlyOnce(event: RolloutEvent): string[] {
  switch (event.kind) {
    case 'requested':
    case 'started':
    case 'rollback-ordered':
    case 'safe':
    case 'rolled-back':
    case 'completed':
    case 'promoted':
      return [event.kind];
    case 'stage-entered':
    case 'weight-confirmed':
    case 'stage-passed':
      return [`${event.kind} ${event.stage}`];
    case 'step-finished':
      return [`${event.kind} ${event.phase} ${event.step}`];
    case 'approval-requested':
    case 'gate-opened':
      return [`${event.kind} ${event.gate}`];
    case 'approved':
      return [`${event.kind} ${event.gate} by ${event.person}`];
    default:
      return [];
  }
}
