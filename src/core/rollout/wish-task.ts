import { findItem } from '../checklist/find-item.ts';
import { counted, quoted } from '../prose.ts';
import { refuse } from '../refusal.ts';
import { type Decision, decided } from './decision.ts';
import type { Rollout } from './state.ts';
import { openTasks } from './tasks.ts';
import type { Wish } from './wish.ts';

/** `done`: a follow-up task is done, or open again. */
export function task(rollout: Rollout, wish: Extract<Wish, { kind: 'task' }>): Decision {
  const { tasks, id } = rollout;
  if (tasks === null) {
    return refuse(
      'no-tasks',
      `${id} has no follow-up tasks: they are opened when a rollout whose plan has some is rolled back. Nothing was changed.`,
    );
  }
  const found = findItem(tasks.items, wish.item, 'task');
  if (found.kind === 'refused') return found;
  const { item } = found;
  if ((item.done !== null) === wish.done) {
    return decided(`${quoted(item.text)} is ${wish.done ? 'done' : 'open'} already.`);
  }
  const open = openTasks(rollout).length + (wish.done ? -1 : 1);
  const left =
    open === 0
      ? `All follow-up tasks of ${id} are done.`
      : `${counted(open, 'follow-up task')} of ${id} ${open === 1 ? 'is' : 'are'} still open.`;
  return decided(`${wish.done ? 'Done' : 'Open again'}: ${quoted(item.text)}. ${left}`, {
    kind: 'task-done',
    task: item.id,
    text: item.text,
    done: wish.done,
  });
}
