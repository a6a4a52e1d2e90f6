import { counted } from '../../prose.ts';
import type { Rollout } from '../../rollout/state.ts';
import { preflight } from '../preflight.ts';
import { count } from './inputs.ts';
import type { FactInput } from './make-fact.ts';

/** What Belay has checked by itself before traffic moves: `checklist/…`. */
export function preflightFacts(rollout: Rollout): readonly FactInput[] {
  const boxes = preflight(rollout);
  const done = boxes.filter((box) => box.done === true).length;
  const open = boxes.filter((box) => box.done === false).length;
  return [
    count(
      ['checklist/items', 'items that Belay looks at before traffic moves'],
      boxes.length,
      'item',
      'preflight',
    ),
    count(['checklist/open', 'items that Belay can see and that are open'], open, 'item', 'preflight'),
    {
      id: 'checklist/done',
      about: 'items that Belay found done',
      value: done,
      unit: 'count',
      shown: `${done} of ${counted(boxes.length, 'item')}`,
      source: 'preflight',
    },
  ];
}
