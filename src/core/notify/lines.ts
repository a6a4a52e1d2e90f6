import { type TellingContext, tell } from '../card/event-words.ts';
import { idAsName, type PersonName } from '../card/names.ts';
import type { Actor, RolloutEvent, RolloutEventKind } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import { tally } from './tally.ts';

/** Who caused the events, for the lines that name somebody. */
export interface Speaker {
  readonly actor: Actor;
  readonly personName: PersonName;
}

export interface Line {
  readonly seq: number;
  readonly text: string;
}

/** What is said in a rollout's thread about newly decided events. */
export function linesOf(
  before: Rollout | null,
  after: Rollout,
  events: readonly RolloutEvent[],
  seqBefore: number,
  speaker: Speaker | null,
): readonly Line[] {
  const together = new Set(events.map(({ kind }) => kind));
  return events.flatMap((event, index) => {
    if (!worthALine(event, together) || isUsualWait(event, after)) return [];
    const { sentence } = tell(event, contextOf(event, after, speaker));
    return [
      { seq: seqBefore + index + 1, text: `${sentence}${tally(event, before, events.slice(0, index))}` },
    ];
  });
}

/** What the sentence of an event is made of. */
export function contextOf(event: RolloutEvent, after: Rollout, speaker: Speaker | null): TellingContext {
  return {
    plan: after.plan,
    stable: after.stable?.version ?? null,
    personName: speaker?.personName ?? idAsName,
    actor: speaker?.actor ?? knownActor(event, after),
  };
}

/** Who did it, where the state remembers. */
function knownActor(event: RolloutEvent, after: Rollout): Actor | null {
  switch (event.kind) {
    case 'requested':
      return after.requestedBy;
    case 'paused':
      return after.pause?.by ?? null;
    default:
      return null;
  }
}

/** Exhaustive, so that a new kind of event has to say whether it is worth a line. */
function worthALine(event: RolloutEvent, together: ReadonlySet<RolloutEventKind>): boolean {
  switch (event.kind) {
    case 'requested':
    case 'cancelled':
    case 'started':
    case 'drift-found':
    case 'stage-extended':
    case 'approval-requested':
    case 'approved':
    case 'rejected':
    case 'promoted':
    case 'paused':
    case 'resumed':
    case 'rollback-ordered':
    case 'safe':
    case 'rolled-back':
    case 'completed':
    case 'verified':
    case 'ticked':
    case 'boxes-reminded':
    case 'notice-sent':
    case 'notice-due':
    case 'tasks-opened':
    case 'task-done':
    case 'task-reminded':
    case 'approval-reminded':
    case 'approval-escalated':
    case 'rollback-requested':
    case 'rollback-request-renewed':
    case 'rollback-refused':
    case 'advance-blocked':
    case 'advance-unblocked':
    case 'muted':
    case 'unmuted':
    case 'handed-over':
    case 'procedure-step':
    case 'paged':
    case 'marked':
      return true;
    case 'ci-observed':
      return event.state === 'failing';
    case 'stage-passed':
      return !together.has('promoted');
    case 'budget-measured':
      return event.alert !== null || !together.has('paused');
    case 'gate-expired':
      return !together.has('rollback-ordered');
    case 'step-finished':
      return !event.succeeded && !together.has('rollback-ordered');
    case 'weight-refused':
      return Number.isInteger(Math.log2(event.attempts) / 2);
    case 'queued':
    case 'step-started':
    case 'stage-entered':
    case 'weight-confirmed':
    case 'measured':
    case 'gate-opened':
    case 'rollback-stepped':
    case 'previous-released':
    case 'noted':
      return false;
  }
}

/** In a train waiting for each other is the plan; its card says who waits for whom. */
function isUsualWait(event: RolloutEvent, { phase }: Rollout): boolean {
  const waits = event.kind === 'advance-blocked' || event.kind === 'advance-unblocked';
  return waits && event.by === 'train' && phase.kind !== 'completed';
}
