import { stageFlag, stageNumber } from './bindings.ts';
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
      stageFlag,
    ],
    verb: 'promote',
    kind: 'acts',
  },
  async run(call, desk) {
    const from = stageNumber(call);
    if (from !== null && typeof from !== 'number') return from;
    const all = call.parsed.flags['all'] === true;
    return grantWish(call, desk, all ? 'promote-all' : 'promote', () => ({ kind: 'promote', all, from }));
  },
};
