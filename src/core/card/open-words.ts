import { openBoxes } from '../checklist/list-now.ts';
import { counted, listed, quoted } from '../prose.ts';
import type { Rollout } from '../rollout/state.ts';
import { openTasks } from '../rollout/tasks.ts';
import type { Instant } from '../time.ts';

const shown = 5;

/** What still has to be ticked here, as a sentence with a space before it; empty when nothing has. */
export function boxSentence(rollout: Rollout): string {
  const open = openBoxes(rollout).map(({ text }) => text);
  return open.length === 0
    ? ''
    : ` First ${counted(open.length, 'box', 'boxes')} must be ticked: ${some(open)} (\`tick ${rollout.id}\` shows the list).`;
}

/** Nothing but boxes holds it: which, and what comes then; null while something else holds it too. */
export function heldByBoxes(rollout: Rollout, next: string): string | null {
  const boxes = boxSentence(rollout);
  if (rollout.boxesReminded === null || boxes === '') return null;
  return `Only the checklist holds it.${boxes} Then ${next}.`;
}

/** Follow-up tasks that are open, and until when; null when none is. */
export function taskSentence(rollout: Rollout): { readonly sentence: string; readonly due: Instant } | null {
  const open = openTasks(rollout).map(({ text }) => text);
  if (rollout.tasks === null || open.length === 0) return null;
  const sentence = `${open.length} of ${counted(rollout.tasks.items.length, 'follow-up task')} ${open.length === 1 ? 'is' : 'are'} open: ${some(open)} (\`tasks ${rollout.id}\` shows them, and when they are due).`;
  return { sentence, due: rollout.tasks.due };
}

function some(texts: readonly string[]): string {
  const more = texts.length - shown;
  return listed([...texts.slice(0, shown).map(quoted), ...(more > 0 ? [`${more} more`] : [])]);
}
