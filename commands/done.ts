import { refuse } from '../src/core/refusal.ts';
import type { Command } from './command.ts';
import { rolloutWithTasks } from './find-tasks.ts';
import { aimedAt, namedTarget } from './named-target.ts';
import { grantWish } from './wish.ts';

export const done: Command = {
  spec: {
    name: 'done',
    aliases: [],
    summary: 'Say that a follow-up task after a rollback is done.',
    usage: ['done 2', 'done shop root cause', 'done r-0123456789 1 --undo'],
    args: [
      {
        name: 'item',
        required: true,
        rest: true,
        description: 'The service or rollout, where several have tasks, and the number or words of the task.',
        kind: 'text',
        offers: 'tasks',
      },
    ],
    flags: [{ name: 'undo', value: 'none', description: 'The task is open again.' }],
    verb: 'done',
    kind: 'acts',
    group: 'people',
  },
  async run(call, desk) {
    const { target, item } = namedTarget(call, desk);
    if (item === '') {
      return refuse(
        'missing-argument',
        'Which task is done? `tasks` shows them with their numbers. Nothing was changed.',
      );
    }
    const rollout = await rolloutWithTasks(call, desk, 'done', target);
    if ('kind' in rollout) return rollout;
    const isDone = call.parsed.flags['undo'] !== true;
    return grantWish(aimedAt(call, rollout.id), desk, 'done', () => ({ kind: 'task', item, done: isDone }));
  },
};
