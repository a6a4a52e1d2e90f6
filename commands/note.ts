import type { Command } from './command.ts';
import { target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const note: Command = {
  spec: {
    name: 'note',
    aliases: [],
    summary: 'Add a line to the timeline.',
    usage: ['note shop the spike at noon was a load test'],
    args: [
      target,
      { name: 'text', required: true, rest: true, description: 'What others should know.', kind: 'text' },
    ],
    flags: [],
    verb: 'note',
    kind: 'acts',
  },
  run: (call, desk) =>
    grantWish(call, desk, 'note', () => ({ kind: 'note', text: call.parsed.args['text'] ?? '' })),
};
