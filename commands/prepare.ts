import type { Refusal } from '../src/core/refusal.ts';
import type { Command } from './command.ts';
import { prepareRequest, preview } from './deploy.ts';
import { findSlotFor } from './find-slots.ts';

export const prepare: Command = {
  spec: {
    name: 'prepare',
    aliases: ['deploy-prepare'],
    summary: 'Show the plan and the checklist of a release, and change nothing.',
    usage: ['prepare shop v2', 'prepare api v2.3.0 to production'],
    args: [
      { name: 'service', required: true, description: 'What is to be released.', kind: 'service' },
      { name: 'version', required: true, description: 'Which version of it.', kind: 'version' },
      { name: 'environment', required: false, before: 'to', description: 'Where to.', kind: 'environment' },
    ],
    flags: [],
    verb: 'deploy',
    kind: 'reads',
  },
  async run(call, desk) {
    const slot = findSlotFor(call, desk, 'deploy');
    if ('kind' in slot) return withHint(slot, call.parsed.args['service']);
    const request = await prepareRequest(call, desk, slot);
    return 'kind' in request ? request : preview(call, desk, request);
  },
};

/** The word is a command of its own, with the tags as flags. */
function withHint(refusal: Refusal, service: string | undefined): Refusal {
  if (refusal.code !== 'no-such-service' || service?.toLowerCase() !== 'migration') return refusal;
  const hint = 'For a database migration say `prepare migration --from <tag> --to <tag>`.';
  return { ...refusal, sentence: `${refusal.sentence} ${hint}` };
}
