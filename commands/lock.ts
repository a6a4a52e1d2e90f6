import { refuse } from '../src/core/refusal.ts';
import type { Command } from './command.ts';
import { describeLock } from './describe-lock.ts';
import { findSlotFor } from './find-slots.ts';

export const lock: Command = {
  spec: {
    name: 'lock',
    aliases: [],
    summary: 'Refuse new rollouts of a service in an environment, with a reason; rollbacks stay possible.',
    usage: ['lock shop in production "migration at noon"'],
    args: [
      { name: 'service', required: true, description: 'What must not be released.', kind: 'service' },
      { name: 'environment', required: false, before: 'in', description: 'Where.', kind: 'environment' },
      {
        name: 'reason',
        required: true,
        rest: true,
        description: 'Why, for whoever runs into it.',
        kind: 'text',
      },
    ],
    flags: [],
    verb: 'lock',
    kind: 'acts',
    group: 'safety',
  },
  async run(call, desk) {
    const slot = findSlotFor(call, desk, 'lock');
    if ('kind' in slot) return slot;
    const { service, environment } = slot;
    const current = await desk.store.locks.current({ service, environment });
    if (current !== null) {
      return refuse(
        'locked',
        `${describeLock(current, desk.config, call.now)} It stays as it is; \`unlock ${service} in ${environment}\` opens it.`,
      );
    }
    const reason = call.parsed.args['reason'] ?? '';
    const wanted = { service, environment, owner: call.speaker.person, reason, since: call.now };
    const made = await desk.store.locks.lock(wanted, call.actor);
    if (made.owner !== wanted.owner || made.since !== wanted.since) {
      return refuse('locked', `Somebody was quicker: ${describeLock(made, desk.config, call.now)}`);
    }
    return {
      kind: 'done',
      sentence: `${service} in ${environment} is locked: nobody can start a rollout until \`unlock ${service} in ${environment}\`.`,
      rollout: null,
    };
  },
};
