import { rightOf } from './approve.ts';
import { bindingOf, voteFlags } from './bindings.ts';
import type { Command } from './command.ts';
import { environment, reason, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const extend: Command = {
  spec: {
    name: 'extend',
    aliases: ['observe-longer'],
    summary: 'In a round of sign-offs: observe the stage once more before anybody goes on.',
    usage: ['extend shop "the weekend was quiet"', 'extend r-0123456789 --gate 3 "peak p99 is odd"'],
    args: [target, reason(true), environment],
    flags: voteFlags,
    verb: 'approve',
    kind: 'acts',
  },
  async run(call, desk) {
    const bound = bindingOf(call);
    if ('kind' in bound) return bound;
    const why = call.parsed.args['reason'] ?? '';
    return grantWish(call, desk, 'approve', (rollout) => ({
      kind: 'extend',
      bound,
      reason: why,
      ...rightOf(call, desk, rollout),
    }));
  },
};
