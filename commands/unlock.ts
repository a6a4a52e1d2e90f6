import { quoted } from '../src/core/prose.ts';
import { refuse } from '../src/core/refusal.ts';
import { lockNow } from '../src/ledger/lock-now.ts';
import type { Command } from './command.ts';
import { describeEnded, lockOwner } from './describe-lock.ts';
import { findSlotFor } from './find-slots.ts';

export const unlock: Command = {
  spec: {
    name: 'unlock',
    aliases: [],
    summary: 'Allow rollouts of a service in an environment again.',
    usage: ['unlock shop in production'],
    args: [
      { name: 'service', required: true, description: 'What may be released again.', kind: 'service' },
      { name: 'environment', required: false, before: 'in', description: 'Where.', kind: 'environment' },
    ],
    flags: [],
    verb: 'unlock',
    kind: 'acts',
  },
  async run(call, desk) {
    const slot = await findSlotFor(call, desk, 'unlock');
    if ('kind' in slot) return slot;
    const { service, environment } = slot;
    const { held, ended } = await lockNow(desk.store, slot, call.now);
    if (held === null) {
      const before = ended === null ? '' : ` ${describeEnded(ended, desk.config)}`;
      return refuse('not-locked', `${service} in ${environment} is not locked.${before}`);
    }
    await desk.store.locks.unlock({ service, environment }, call.actor, call.now);
    return {
      kind: 'done',
      sentence: `${service} in ${environment} is open again; ${lockOwner(held, desk.config)} had locked it: ${quoted(held.reason)}.`,
      rollout: null,
    };
  },
};
