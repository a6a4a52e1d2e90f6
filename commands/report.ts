import { refuse } from '../src/core/refusal.ts';
import type { Command } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { environment, target } from './shared-arguments.ts';

export const report: Command = {
  spec: {
    name: 'report',
    aliases: [],
    summary: 'The report of a rollout that is over, or the checklist it began with.',
    usage: ['report shop', 'report r-0123456789 --checklist'],
    args: [{ ...target, required: false }, environment],
    flags: [{ name: 'checklist', value: 'none', description: 'The checklist instead of the report.' }],
    verb: 'report',
    kind: 'reads',
  },
  async run(call, desk) {
    const rollout = await findRollout(call, desk, 'report', 'newest');
    if ('kind' in rollout) return rollout;
    const wanted = call.parsed.flags['checklist'] === true ? 'checklist' : 'report';
    const found = await desk.store.documents.get({ rollout: rollout.id, document: wanted, part: '' });
    if (found !== null) return { kind: 'document', tree: found.tree };
    return refuse(
      'no-document',
      `${rollout.id} has no ${wanted} yet; ${wanted === 'report' ? 'it is written when the rollout ends' : 'it is written when the rollout starts'}.`,
    );
  },
};
