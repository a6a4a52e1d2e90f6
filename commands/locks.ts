import { refuseAccess } from '../src/core/access/access.ts';
import { lockNow } from '../src/ledger/lock-now.ts';
import type { Command } from './command.ts';
import { describeEnded, describeLock } from './describe-lock.ts';
import { everywhere } from './shared-arguments.ts';

export const locks: Command = {
  spec: {
    name: 'locks',
    aliases: [],
    summary: 'What is locked, by whom, why, and until when.',
    usage: ['locks', 'locks production'],
    args: [everywhere],
    flags: [],
    verb: 'status',
    kind: 'reads',
    group: 'safety',
  },
  async run({ parsed, speaker, now }, { config, access, store }) {
    const typed = parsed.args['environment'];
    const slots = config.slots.filter(
      ({ service, environment }) =>
        (typed === undefined || environment === typed) &&
        refuseAccess(access, speaker, 'status', environment, service) === null,
    );
    const found = await Promise.all(
      slots.map(async ({ service, environment }) => {
        const { held, ended } = await lockNow(store, { service, environment }, now);
        if (held !== null) return [describeLock(held, config, now)];
        return ended === null
          ? []
          : [`${service} in ${environment} is open. ${describeEnded(ended, config)}`];
      }),
    );
    const lines = found.flat();
    const sentence = lines.length === 0 ? 'Nothing is locked.' : lines.join('\n');
    return { kind: 'done', sentence, rollout: null };
  },
};
