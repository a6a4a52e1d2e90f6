import { deliveryTree } from '../src/core/delivery/document.ts';
import { parseDuration } from '../src/core/time.ts';
import type { Command } from './command.ts';
import { readDelivery, usualSpan } from './read-delivery.ts';

export const stats: Command = {
  spec: {
    name: 'stats',
    aliases: ['delivery'],
    summary:
      'How releases went: the four DORA figures and more, each with its number of cases and its target.',
    usage: ['stats', 'stats shop', 'stats shop in production --since 90d'],
    args: [
      {
        name: 'service',
        required: false,
        description: 'Of what; everything when left out.',
        kind: 'service',
      },
      {
        name: 'environment',
        required: false,
        before: 'in',
        description: 'Where; every production environment when left out.',
        kind: 'environment',
      },
    ],
    flags: [{ name: 'since', value: 'duration', description: 'How far back; 30d when left out.' }],
    verb: 'status',
    kind: 'reads',
    group: 'figures',
    slow: 'The event log is read; the first time that takes a moment.',
  },
  async run(call, desk) {
    const { service, environment } = call.parsed.args;
    const since = call.parsed.flags['since'];
    const span = typeof since === 'string' ? (parseDuration(since) ?? 0) : usualSpan;
    const report = await readDelivery(desk, call.speaker, { service, environment, span, now: call.now });
    return 'kind' in report ? report : { kind: 'document', tree: deliveryTree(report, call.now) };
  },
};
