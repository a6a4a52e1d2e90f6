import type { RolloutEvent } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import { verifiesAt } from '../script/verification-moment.ts';
import type { DocumentKind } from './kinds.ts';

/** A document that an event calls for. */
export interface Moment {
  readonly document: DocumentKind;
  /** Tells several of one kind apart: `gate-2` by the gate's number, `stage-1` counted from 1; empty where there is one. */
  readonly part: string;
  /** Written once in a rollout, however often its moment comes. */
  readonly once: boolean;
}

/** What is written when a plan does not say: plans that were frozen before they could say it are among them. */
export const usualDocuments: readonly DocumentKind[] = [
  'checklist',
  'go-no-go',
  'incident',
  'root-cause',
  'report',
];

/** What an event calls for. @param before the rollout as it was, null for a new one; @param after with the event */
export function momentsOf(event: RolloutEvent, before: Rollout | null, after: Rollout): readonly Moment[] {
  const wanted = after.plan.documents ?? usualDocuments;
  const called = calledFor(event, before?.startedAt != null, after).filter(({ document }) =>
    wanted.includes(document),
  );
  return verifiesAt(event, after) ? [...called, moment('verification-script', '', true)] : called;
}

function calledFor(event: RolloutEvent, startedBefore: boolean, after: Rollout): readonly Moment[] {
  switch (event.kind) {
    case 'started':
      return [moment('checklist')];
    case 'approval-requested':
      // Before anything has begun there is nothing to weigh: what will be released stands on the card.
      return event.stage === null ? [] : [moment('go-no-go', `gate-${event.gate}`)];
    case 'stage-passed':
      return [moment('stage-report', `stage-${event.stage + 1}`)];
    // The traffic comes first: nothing is written about a rollback before nobody is hurt any more.
    case 'safe':
      return afterRollback(after);
    case 'rolled-back':
      return [...afterRollback(after), ...atTheEnd];
    case 'completed':
      return atTheEnd;
    case 'cancelled':
      return startedBefore ? atTheEnd : [];
    default:
      return [];
  }
}

/** Whichever of `safe` and the end comes first. A release that makes room for a newer one is no incident. */
function afterRollback({ phase }: Rollout): readonly Moment[] {
  const superseded = 'cause' in phase && phase.cause.kind === 'superseded';
  return superseded ? [] : [moment('incident', '', true), moment('root-cause', '', true)];
}

const atTheEnd = [moment('comparison'), moment('report')];

function moment(document: DocumentKind, part = '', once = false): Moment {
  return { document, part, once };
}
