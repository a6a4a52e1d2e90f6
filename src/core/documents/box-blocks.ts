import { actorName, type PersonName } from '../card/names.ts';
import type { BoxList } from '../checklist/box.ts';
import { seeBox } from '../checklist/list-now.ts';
import { unstopped } from '../prose.ts';
import type { Rollout } from '../rollout/state.ts';
import { boxes, type ChecklistItem, item } from './blocks.ts';
import { instantText } from './instant-text.ts';
import type { Block } from './tree.ts';

/**
 * The boxes of a list with their numbers, each with what ticks it.
 * @param stage whose boxes they are; null for those outside the stages
 * @param when what Belay measures now says nothing of a stage that is ahead or left
 */
export function boxBlock(
  rollout: Rollout,
  list: BoxList,
  stage: number | null,
  personName: PersonName,
  when: 'now' | 'ahead' | 'left' = 'now',
): Block {
  return boxes(
    list.boxes.map((box, index): ChecklistItem => {
      const { seen, done } = seeBox(rollout, box, stage);
      const tick = rollout.ticks[box.id];
      const by = tick?.done === true ? tickedBy(tick, personName) : null;
      const words = `${index + 1}. ${unstopped(box.text)}${box.required ? '' : ' (not required)'}.`;
      if (seen === null) return item(words, done ? true : null, by ?? box.proof);
      if (when === 'ahead') return item(words, false, 'Belay looks at it then');
      if (when === 'left')
        return item(words, box.required ? true : null, 'as it was when the stage was left');
      if (seen.state !== 'unknown') return item(words, done, seen.sentence);
      const who = by ?? 'somebody who may approve can tick it';
      return item(words, done ? true : null, `Belay cannot see it: ${seen.sentence}; ${who}`);
    }),
  );
}

function tickedBy(tick: Rollout['ticks'][string], personName: PersonName): string {
  return `ticked by ${actorName(tick.by, personName)}, ${instantText(tick.at)}`;
}
