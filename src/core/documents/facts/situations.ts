import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';
import { gateSituation } from '../release/gate-situation.ts';
import { stageStays } from '../report/stages.ts';

/** A gate as it stood when it was decided about. */
export interface Situation {
  /** `gate-2` */
  readonly id: string;
  readonly where: string;
  readonly rollout: Rollout;
  readonly events: readonly Recorded[];
  /** From 0. */
  readonly stage: number;
  readonly at: Instant;
}

export function situations(
  rollout: Rollout,
  events: readonly Recorded[],
  now: Instant,
): readonly Situation[] {
  const asked = new Set<number>();
  return events.flatMap(({ event }) => {
    if (event.kind !== 'approval-requested' || asked.has(event.gate)) return [];
    if (event.stage === null) return [];
    asked.add(event.gate);
    const found = gateSituation(rollout, events, event.gate, now);
    if (found === null) return [];
    const { at, rollout: then, events: before } = found;
    const where = `at gate ${event.gate}`;
    return [{ id: `gate-${event.gate}`, where, rollout: then, events: before, stage: event.stage, at }];
  });
}

/** The last stay at a stage, without what a gradual rollback measures there later on. */
export function stayOf(events: readonly Recorded[], stage: number): readonly Recorded[] {
  const stay = stageStays(events).findLast((one) => one.stage === stage);
  if (stay === undefined) return [];
  return events.filter(({ at }) => at >= stay.enteredAt && at <= (stay.leftAt ?? Number.POSITIVE_INFINITY));
}
