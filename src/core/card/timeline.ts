import type { Recorded, RolloutEvent } from '../rollout/events.ts';
import type { Plan } from '../rollout/plan.ts';
import type { Instant } from '../time.ts';
import type { Tone } from './card.ts';
import { type Told, tell } from './event-words.ts';
import { changesIn, nothingSeen } from './measured-changes.ts';
import { actorName, idAsName, type PersonName } from './names.ts';

export interface TimelineEntry {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly tone: Tone;
  readonly sentence: string;
  readonly detail: string | null;
}

/**
 * The story of a rollout, oldest first. An evaluation is told only when something changed: a limit begins to
 * be broken or recovers, data is lost, a probe fails or answers again.
 * @param events from the first one on; a story that begins later lacks the plan's names
 */
export function timeline(
  events: readonly Recorded<RolloutEvent>[],
  personName: PersonName = idAsName,
): TimelineEntry[] {
  let plan: Plan | null = null;
  let stable: string | null = null;
  let seen = nothingSeen;
  const entries: TimelineEntry[] = [];
  for (const { seq, at, actor, event } of events) {
    if (event.kind === 'requested') plan = event.plan;
    if (event.kind === 'started') stable = event.stable.version;
    let told: Told | null;
    if (event.kind === 'measured') ({ told, seen } = changesIn(event, seen, plan));
    else told = tell(event, { plan, stable, actor, personName });
    if (told !== null) entries.push({ seq, at, actor: actorName(actor, personName), ...told });
  }
  return entries;
}
