import { refuse } from '../src/core/refusal.ts';
import type { Command } from './command.ts';
import { environment, reason, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

const marks = ['needless', 'escaped', 'sound'] as const;

export const mark: Command = {
  spec: {
    name: 'mark',
    aliases: [],
    summary:
      'Say of a rollout that is over that its rollback was needless, that an issue escaped, or that it was sound.',
    usage: [
      'mark r-0123456789 needless "the exporter lied"',
      'mark shop escaped "checkout lost its cart"',
      'mark r-0123456789 sound',
    ],
    args: [
      target,
      {
        name: 'as',
        required: true,
        description: 'One of `needless`, `escaped` and `sound`.',
        kind: 'text',
      },
      environment,
      reason(false),
    ],
    flags: [],
    verb: 'mark',
    kind: 'acts',
    group: 'figures',
  },
  async run(call, desk) {
    const typed = call.parsed.args['as']?.toLowerCase();
    const as = marks.find((one) => one === typed);
    if (as === undefined) {
      return refuse(
        'no-such-mark',
        'A rollout is marked `needless` (its rollback was not needed), `escaped` (an issue came through unseen) or `sound`. Nothing was changed.',
      );
    }
    const why = call.parsed.args['reason'] ?? null;
    return grantWish(call, desk, 'mark', () => ({ kind: 'mark', as, reason: why }));
  },
};
