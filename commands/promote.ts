import type { Command } from './command.ts';
import { environment, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const promote: Command = {
  spec: {
    name: 'promote',
    aliases: [],
    summary: 'End the current hold now and go to the next stage; gates and triggers stay.',
    usage: ['promote shop', 'promote r-0123456789 --all'],
    args: [target, environment],
    flags: [
      { name: 'all', value: 'none', description: 'Skip the remaining holds too; needs its own permission.' },
    ],
    verb: 'promote',
    kind: 'acts',
  },
  run(call, desk) {
    const all = call.parsed.flags['all'] === true;
    return grantWish(call, desk, all ? 'promote-all' : 'promote', () => ({ kind: 'promote', all }));
  },
};
