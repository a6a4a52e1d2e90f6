import { bindingOf, voteFlags } from './bindings.ts';
import type { Command } from './command.ts';
import { environment, reason, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const reject: Command = {
  spec: {
    name: 'reject',
    aliases: ['deny'],
    summary: 'Say no at the gate a rollout waits at; the plan says whether it then rolls back or holds.',
    usage: ['reject shop "cost went up"'],
    args: [target, reason(true), environment],
    flags: voteFlags,
    verb: 'reject',
    kind: 'acts',
  },
  async run(call, desk) {
    const bound = bindingOf(call);
    if ('kind' in bound) return bound;
    const why = call.parsed.args['reason'] ?? '';
    return grantWish(call, desk, 'reject', () => ({ kind: 'reject', bound, reason: why }));
  },
};
