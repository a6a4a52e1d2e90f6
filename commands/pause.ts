import type { Command } from './command.ts';
import { environment, reason, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const pause: Command = {
  spec: {
    name: 'pause',
    aliases: ['hold'],
    summary: 'Stop at the current weight; triggers go on watching and can still roll back.',
    usage: ['pause shop "waiting for the data team"'],
    args: [target, reason(false), environment],
    flags: [],
    verb: 'pause',
    kind: 'acts',
  },
  run(call, desk) {
    const why = call.parsed.args['reason'] ?? 'no reason given';
    return grantWish(call, desk, 'pause', () => ({ kind: 'pause', reason: why }));
  },
};
