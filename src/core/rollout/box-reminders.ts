import { openBoxes } from '../checklist/list-now.ts';
import type { Instant } from '../time.ts';
import type { RolloutEvent } from './events.ts';
import type { Rollout } from './state.ts';

const minute = 60_000;
/** Between one reminder and the next; the last of them is repeated. */
const pauses = [30 * minute, 120 * minute, 480 * minute] as const;

/** Open boxes are all that holds the rollout: people are told at once, and again after a while. */
export function remindOfBoxes(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  const open = openBoxes(rollout);
  const last = rollout.boxesReminded;
  const pause = last === null ? 0 : (pauses[last.times - 1] ?? pauses[2]);
  if (open.length === 0 || (last !== null && now < last.at + pause)) return [];
  return [{ kind: 'boxes-reminded', open: open.map(({ text }) => text) }];
}
