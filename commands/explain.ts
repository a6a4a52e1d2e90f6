import { everyCheck } from '../src/core/card/checks.ts';
import { explanation } from '../src/core/documents/explanation.ts';
import { findChecks } from '../src/core/judge/find-checks.ts';
import type { Command } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { environment, target } from './shared-arguments.ts';

export const explain: Command = {
  spec: {
    name: 'explain',
    aliases: ['why'],
    summary: 'How each verdict was reached, what would make a check act, and where to look it up.',
    usage: ['explain shop', 'explain r-0123456789', 'explain shop --check p95'],
    args: [{ ...target, required: false }, environment],
    flags: [
      {
        name: 'check',
        value: 'text',
        description: 'Everything about the checks of one metric, or about one rule as it is written.',
      },
    ],
    verb: 'explain',
    kind: 'reads',
  },
  async run(call, desk) {
    const rollout = await findRollout(call, desk, 'explain', 'newest');
    if ('kind' in rollout) return rollout;
    const asked = call.parsed.flags['check'];
    const found = typeof asked === 'string' ? findChecks(everyCheck(rollout.plan), asked, rollout.id) : null;
    if (found !== null && 'kind' in found) return found;
    const only = found === null ? null : new Set(found.map(({ id }) => id));
    const events = await desk.store.events(rollout.id);
    return {
      kind: 'document',
      tree: explanation(rollout, events, { now: call.now, only, personName: desk.personName }),
    };
  },
};
