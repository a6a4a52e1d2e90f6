import { percent } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Plan } from '../../rollout/plan.ts';
import { formatDuration, type Instant, type Millis } from '../../time.ts';
import { stageStays } from '../report/stages.ts';
import { idParts } from './id-part.ts';
import { instant, named } from './inputs.ts';
import type { FactInput } from './make-fact.ts';

/** What became of each stage: `stage-2/…`. A stage that was entered again is `stage-2-2/…`. */
export function stageFacts(plan: Plan, events: readonly Recorded[]): readonly FactInput[] {
  const stays = stageStays(events);
  const ids = idParts(stays.map(({ stage }) => `stage-${stage + 1}`));
  return stays.flatMap(({ stage, weight, enteredAt, confirmedAt, leftAt }, index) => {
    const id = ids[index] ?? '';
    const of = `stage ${plan.stages[stage]?.name ?? stage + 1}`;
    return [
      {
        id: `${id}/weight`,
        about: `traffic to the canary in ${of}`,
        value: weight,
        unit: 'percent',
        shown: percent(weight),
        source: 'event log',
        at: enteredAt,
      },
      named([`${id}/name`, 'name of the stage'], plan.stages[stage]?.name ?? String(stage + 1), 'plan'),
      instant([`${id}/entered-at`, `when ${of} was entered`], enteredAt, 'event log'),
      since(`${id}/confirmed-after`, `until the router confirmed ${of}`, enteredAt, confirmedAt, 'never'),
      instant([`${id}/left-at`, `when ${of} was left`], leftAt, 'event log', 'not left yet'),
      since(`${id}/lasted`, `how long ${of} lasted`, enteredAt, leftAt, 'open'),
    ];
  });
}

function since(id: string, about: string, from: Instant, to: Instant | null, missing: string): FactInput {
  const value: Millis | null = to === null ? null : to - from;
  return {
    id,
    about,
    value,
    unit: 'duration',
    shown: value === null ? missing : formatDuration(value),
    source: 'event log',
    at: to,
  };
}
