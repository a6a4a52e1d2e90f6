import { actorName, type PersonName } from '../card/names.ts';
import { versionWords } from '../card/version-words.ts';
import { counted, unstopped } from '../prose.ts';
import type { Rollout } from '../rollout/state.ts';
import { openTasks, type Task, type Tasks } from '../rollout/tasks.ts';
import { formatDuration, type Instant } from '../time.ts';
import { boxes, heading, item, paragraph } from './blocks.ts';
import { instantText } from './instant-text.ts';
import type { Block, DocumentTree } from './tree.ts';

/** Follow-up tasks of rollouts that were rolled back, with numbers to say done by. */
export function tasksDocument(
  rollouts: readonly Rollout[],
  personName: PersonName,
  now: Instant,
): DocumentTree {
  const open = rollouts.flatMap(openTasks).length;
  return {
    title: 'Follow-up tasks',
    summary:
      open === 0
        ? 'No follow-up task is open.'
        : `${counted(open, 'follow-up task')} ${open === 1 ? 'is' : 'are'} open.`,
    draftedBy: 'template',
    draftedWhy: 'Read from the log; no model was asked.',
    at: now,
    blocks: rollouts.flatMap((rollout) => taskBlocks(rollout, personName, now)),
  };
}

/** Nothing where the plan has no tasks, or where it was not rolled back. */
export function taskBlocks(
  { id, plan, tasks }: Rollout,
  personName: PersonName,
  now: Instant,
): readonly Block[] {
  if (tasks === null) return [];
  return [
    heading(
      `After the rollback of ${plan.service} ${versionWords(plan.canary.version)} in ${plan.environment}`,
    ),
    paragraph(`${dueWords(tasks, now)}${sayWords(id, tasks)}`),
    boxes(
      tasks.items.map((task, index) =>
        item(
          `${index + 1}. ${unstopped(task.text)}.`,
          task.done === null ? null : true,
          doneWords(task, personName),
        ),
      ),
    ),
  ];
}

/** The first that is open: nothing is said of what is done already. */
function sayWords(id: Rollout['id'], { items }: Tasks): string {
  const next = items.findIndex(({ done }) => done === null) + 1;
  return next === 0 ? '' : ` Say \`done ${id} ${next}\` when task ${next} is done.`;
}

function dueWords(tasks: Tasks, now: Instant): string {
  if (openTasks({ tasks }).length === 0) return 'All are done.';
  const at = instantText(tasks.due);
  return now <= tasks.due
    ? `Due ${at}, in ${formatDuration(tasks.due - now)}.`
    : `They were due ${at}, ${formatDuration(now - tasks.due)} ago.`;
}

function doneWords({ done }: Task, personName: PersonName): string | null {
  return done === null ? null : `done by ${actorName(done.by, personName)}, ${instantText(done.at)}`;
}
