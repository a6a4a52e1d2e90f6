import type { Recorded } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import type { DocumentKind } from './kinds.ts';
import { rollbackAccount } from './report/rollback.ts';
import { stageStays } from './report/stages.ts';

/** The part of a rollout that a chart shows. */
export interface ChartSpan {
  readonly from: Instant;
  readonly to: Instant;
}

/** Looks before a breach that are shown with it, so that one sees how it was. */
const looksBefore = 10;

/**
 * Which part of the rollout the chart of a document shows: around the breach in an incident report and a root-cause
 * analysis, one stage in what is about one stage; null shows all of it.
 */
export function chartSpan(
  kind: DocumentKind,
  part: string,
  { plan }: Rollout,
  events: readonly Recorded[],
): ChartSpan | null {
  const last = events.at(-1)?.at ?? 0;
  switch (kind) {
    case 'incident':
    case 'root-cause': {
      const account = rollbackAccount(events);
      if (account === null) return null;
      const seen = account.firstSeenAt ?? account.orderedAt;
      const end = account.overAt ?? account.safeAt ?? last;
      const before = Math.max(looksBefore * plan.interval, 2 * (end - seen));
      return { from: seen - before, to: end };
    }
    case 'stage-report': {
      const stage = Number(/^stage-(\d+)$/.exec(part)?.[1] ?? Number.NaN) - 1;
      const stay = stageStays(events).findLast((one) => one.stage === stage);
      return stay === undefined ? null : { from: stay.enteredAt, to: stay.leftAt ?? last };
    }
    case 'go-no-go': {
      const current = stageStays(askedOf(events, part)).at(-1);
      const stay = stageStays(events).findLast((one) => one.enteredAt === current?.enteredAt);
      return stay === undefined ? null : { from: stay.enteredAt, to: stay.leftAt ?? last };
    }
    default:
      return null;
  }
}

/** The events up to the request of this gate; all of them where no gate is meant. */
function askedOf(events: readonly Recorded[], part: string): readonly Recorded[] {
  const asked = events.findIndex(
    ({ event }) => event.kind === 'approval-requested' && `gate-${event.gate}` === part,
  );
  return asked === -1 ? events : events.slice(0, asked + 1);
}
