import type { EventOf, Recorded, RolloutEventKind } from '../../rollout/events.ts';
import { fold } from '../../rollout/evolve.ts';
import type { Waiting } from '../../rollout/gates/gate.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';

/** A request for approval as it stood: now while it is open, else just before it was closed. */
export interface GateSituation {
  readonly rollout: Rollout;
  readonly waiting: Waiting;
  readonly asked: Recorded<EventOf<'approval-requested'>>;
  /** Up to that moment. */
  readonly events: readonly Recorded[];
  readonly at: Instant;
  /** What closed it; null while it is open. */
  readonly closedBy: Recorded | null;
}

/** @returns null when the rollout never asked at this gate */
export function gateSituation(
  rollout: Rollout,
  events: readonly Recorded[],
  gate: number,
  now: Instant,
): GateSituation | null {
  const index = events.findIndex(({ event }) => event.kind === 'approval-requested' && event.gate === gate);
  const asked = events[index];
  if (asked === undefined || asked.event.kind !== 'approval-requested') return null;
  const request = { ...asked, event: asked.event };
  const end = events.findIndex((one, place) => place > index && closes(one, gate));
  const closedBy = events[end] ?? null;
  const before = closedBy === null ? events : events.slice(0, end);
  const then = closedBy === null ? rollout : fold(before);
  if (then === null || then.phase.kind !== 'waiting' || then.phase.gate !== gate) return null;
  const at = closedBy?.at ?? now;
  return { rollout: then, waiting: then.phase, asked: request, events: before, at, closedBy };
}

const ends: ReadonlySet<RolloutEventKind> = new Set([
  'rollback-ordered',
  'approval-requested',
  'stage-extended',
]);

function closes({ event }: Recorded, gate: number): boolean {
  switch (event.kind) {
    case 'gate-opened':
    case 'gate-expired':
    case 'rejected':
      return event.gate === gate;
    default:
      return ends.has(event.kind);
  }
}
