import type { Command } from './command.ts';
import { gateFlag, gateNumber } from './gate-flag.ts';
import { environment, reason, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const reject: Command = {
  spec: {
    name: 'reject',
    aliases: ['deny'],
    summary: 'Say no at the gate a rollout waits at; the plan says whether it then rolls back or holds.',
    usage: ['reject shop "cost went up"'],
    args: [target, reason(true), environment],
    flags: [gateFlag],
    verb: 'reject',
    kind: 'acts',
  },
  async run(call, desk) {
    const gate = gateNumber(call);
    if (gate !== null && typeof gate !== 'number') return gate;
    const why = call.parsed.args['reason'] ?? '';
    return grantWish(call, desk, 'reject', () => ({ kind: 'reject', gate, reason: why }));
  },
};
