import { bindingOf, voteFlags } from './bindings.ts';
import type { Command } from './command.ts';
import { environment, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const approve: Command = {
  spec: {
    name: 'approve',
    aliases: [],
    summary: 'Say yes at the gate a rollout waits at. One person counts once.',
    usage: ['approve shop', 'approve r-0123456789 --gate 2'],
    args: [target, environment],
    flags: voteFlags,
    verb: 'approve',
    kind: 'acts',
  },
  async run(call, desk) {
    const bound = bindingOf(call);
    if ('kind' in bound) return bound;
    return grantWish(call, desk, 'approve', () => ({ kind: 'approve', bound }));
  },
};
