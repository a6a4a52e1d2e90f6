import type { Command } from './command.ts';
import { environment, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const resume: Command = {
  spec: {
    name: 'resume',
    aliases: ['unpause', 'continue'],
    summary: 'Go on after a pause; the time paused does not count towards the hold.',
    usage: ['resume shop'],
    args: [target, environment],
    flags: [],
    verb: 'resume',
    kind: 'acts',
  },
  run: (call, desk) => grantWish(call, desk, 'resume', () => ({ kind: 'resume' })),
};
