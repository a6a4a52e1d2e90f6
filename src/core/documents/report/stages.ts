import { percent, plainLine } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Plan } from '../../rollout/plan.ts';
import { formatDuration, type Instant } from '../../time.ts';
import { heading, paragraph, table } from '../blocks.ts';
import { instantText } from '../instant-text.ts';
import type { Block } from '../tree.ts';

/** One stay at a stage, as recorded. Null where the log has nothing. */
export interface StageStay {
  readonly stage: number;
  readonly weight: number;
  readonly enteredAt: Instant;
  readonly confirmedAt: Instant | null;
  readonly leftAt: Instant | null;
  readonly end: string;
}

export function stageStays(events: readonly Recorded[]): readonly StageStay[] {
  const stays: StageStay[] = [];
  function endLast(leftAt: Instant, end: string): void {
    const last = stays.at(-1);
    if (last !== undefined && last.leftAt === null) stays[stays.length - 1] = { ...last, leftAt, end };
  }
  for (const { at, event } of events) {
    switch (event.kind) {
      case 'stage-entered':
        stays.push({ ...event, enteredAt: at, confirmedAt: null, leftAt: null, end: 'not left yet' });
        break;
      case 'weight-confirmed': {
        const last = stays.at(-1);
        if (last !== undefined) stays[stays.length - 1] = { ...last, confirmedAt: at };
        break;
      }
      case 'stage-passed':
        endLast(at, `passed: ${event.sentence}`);
        break;
      case 'rollback-ordered':
        endLast(at, 'rolled back');
        break;
    }
  }
  return stays;
}

export function stagesBlocks(plan: Plan, events: readonly Recorded[]): Block[] {
  const stays = stageStays(events);
  if (stays.length === 0)
    return [heading('Stages'), paragraph('No stage was entered: no traffic was moved to the new version.')];
  const rows = stays.map((stay) => [
    plan.stages[stay.stage]?.name ?? String(stay.stage + 1),
    percent(stay.weight),
    instantText(stay.enteredAt),
    stay.confirmedAt === null ? 'never' : `after ${formatDuration(stay.confirmedAt - stay.enteredAt)}`,
    stay.leftAt === null ? 'open' : formatDuration(stay.leftAt - stay.enteredAt),
    plainLine(stay.end),
  ]);
  return [
    heading('Stages'),
    table(['Stage', 'Weight', 'Entered', 'Router confirmed', 'Lasted', 'End'], rows),
  ];
}
