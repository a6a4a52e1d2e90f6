import { changesIn, nothingSeen } from '../../card/measured-changes.ts';
import { counted } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Plan } from '../../rollout/plan.ts';
import { heading, list, paragraph } from '../blocks.ts';
import { instantText } from '../instant-text.ts';
import type { Block } from '../tree.ts';

/**
 * When verdicts changed, the newest last. Evaluations that changed nothing are not told.
 * @param ids of the checks it is about; null for all, and the probes with them
 * @param most the newest so many
 */
export function historyBlocks(
  plan: Plan,
  events: readonly Recorded[],
  ids: ReadonlySet<string> | null,
  most: number,
): Block[] {
  const items: string[] = [];
  let seen = nothingSeen;
  for (const { at, event } of events) {
    if (event.kind !== 'measured') continue;
    const about =
      ids === null
        ? event
        : { ...event, probes: [], verdicts: event.verdicts.filter(({ check }) => ids.has(check)) };
    const found = changesIn(about, seen, plan);
    seen = found.seen;
    if (found.told === null) continue;
    const { sentence, detail } = found.told;
    items.push(`${instantText(at)}: ${sentence}${detail === null ? '' : ` ${detail}`}`);
  }
  if (items.length === 0) return [heading('History'), paragraph('No verdict has changed.')];
  const earlier = items.length - most;
  const before = earlier > 0 ? [paragraph(`${counted(earlier, 'earlier change')} left out.`)] : [];
  return [heading('History'), ...before, list(items.slice(-most))];
}
