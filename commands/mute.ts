import { refuse } from '../src/core/refusal.ts';
import { parseDuration } from '../src/core/time.ts';
import type { Command } from './command.ts';
import { listMutes } from './list-mutes.ts';
import { environment, reason, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const mute: Command = {
  spec: {
    name: 'mute',
    aliases: [],
    summary: 'Do not believe a check for a while; without a check, show what is muted.',
    usage: [
      'mute shop "error-rate > 5%" --for 30m "the exporter lies"',
      'mute r-0123456789 p95 --for 2h the clock of the exporter is wrong',
      'mute',
    ],
    args: [
      { ...target, required: false },
      {
        name: 'check',
        required: false,
        description: 'The rule in quotes, or a metric for all of its checks.',
        kind: 'text',
      },
      environment,
      reason(false),
    ],
    flags: [{ name: 'for', value: 'duration', description: 'How long, at most 24h.' }],
    verb: 'mute',
    kind: 'acts',
    group: 'safety',
  },
  async run(call, desk) {
    const { check, reason: why = '' } = call.parsed.args;
    const lasts = call.parsed.flags['for'];
    if (check === undefined && lasts === undefined) return listMutes(call, desk);
    if (check === undefined) {
      return refuse(
        'missing-argument',
        'Say which rollout and which check: `mute shop p95 --for 30m "why"`. Nothing was changed.',
      );
    }
    if (typeof lasts !== 'string') {
      return refuse(
        'no-end',
        'Say how long it is muted, such as `--for 30m`; 24h at most. Nothing was changed.',
      );
    }
    const millis = parseDuration(lasts) ?? 0;
    return grantWish(call, desk, 'mute', () => ({ kind: 'mute', check, lasts: millis, reason: why }));
  },
};
