import type { Command } from './command.ts';
import { environment, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const unmute: Command = {
  spec: {
    name: 'unmute',
    aliases: [],
    summary: 'Believe a muted check again before its time is over.',
    usage: ['unmute shop', 'unmute r-0123456789 "error-rate > 5%"'],
    args: [
      target,
      {
        name: 'check',
        required: false,
        rest: true,
        description: 'Which one, where several are muted: its rule or its metric.',
        kind: 'text',
      },
      environment,
    ],
    flags: [],
    verb: 'mute',
    kind: 'acts',
    group: 'safety',
  },
  run: (call, desk) =>
    grantWish(call, desk, 'mute', () => ({ kind: 'unmute', check: call.parsed.args['check'] ?? null })),
};
