import { timeline } from '../src/core/card/timeline.ts';
import type { Command } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { environment, target } from './shared-arguments.ts';

export const audit: Command = {
  spec: {
    name: 'audit',
    aliases: ['history', 'log'],
    summary:
      'Everything that happened in a rollout, who did it and when, from the log that cannot be altered.',
    usage: ['audit shop', 'audit r-0123456789'],
    args: [{ ...target, required: false }, environment],
    flags: [],
    verb: 'audit',
    kind: 'reads',
    group: 'figures',
  },
  async run(call, desk) {
    const rollout = await findRollout(call, desk, 'audit');
    if ('kind' in rollout) return rollout;
    const events = await desk.store.events(rollout.id);
    const rows = timeline(events).map((entry) => [
      String(entry.seq),
      new Date(entry.at).toISOString().replace('T', ' ').slice(0, 19),
      entry.actor,
      entry.sentence,
    ]);
    return {
      kind: 'document',
      tree: {
        title: `Audit of ${rollout.id}`,
        summary: `${events.length} events, ${rows.length} of them worth a line. \`npx belay audit verify\` checks that none was altered. Times are UTC.`,
        draftedBy: 'template',
        draftedWhy: 'Read from the event log.',
        at: call.now,
        blocks: [{ kind: 'table', columns: ['event', 'time', 'who', 'what'], rows }],
      },
    };
  },
};
