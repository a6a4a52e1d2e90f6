import { tasksDocument } from '../src/core/documents/tasks.ts';
import { openTasks } from '../src/core/rollout/tasks.ts';
import type { Command } from './command.ts';
import { rolloutsWithTasks } from './find-tasks.ts';
import { target } from './shared-arguments.ts';

export const tasks: Command = {
  spec: {
    name: 'tasks',
    aliases: [],
    summary: 'What people still have to do after a rollback, and by when.',
    usage: ['tasks', 'tasks shop', 'tasks r-0123456789'],
    args: [{ ...target, required: false }],
    flags: [],
    verb: 'status',
    kind: 'reads',
    group: 'people',
  },
  async run(call, desk) {
    const named = call.parsed.args['target'];
    const found = await rolloutsWithTasks(call, desk, 'status', named);
    if ('kind' in found) return found;
    // One that is named is shown also when all of it is done.
    const shown = found.filter(
      (one, index) => openTasks(one).length > 0 || (named !== undefined && index === 0),
    );
    return { kind: 'document', tree: tasksDocument(shown, desk.personName, call.now) };
  },
};
