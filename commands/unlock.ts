import { quoted } from '../src/core/prose.ts';
import { refuse } from '../src/core/refusal.ts';
import { lockNow } from '../src/ledger/lock-now.ts';
import type { Command } from './command.ts';
import { describeEnded, describeLock, lockOwner } from './describe-lock.ts';
import { findSlotFor } from './find-slots.ts';
import { tellOfBreak } from './tell-of-break.ts';

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
    orVerb: 'lock',
    kind: 'acts',
    group: 'safety',
  },
  async run(call, desk) {
    const breaking = findSlotFor(call, desk, 'unlock');
    const mayNot = 'kind' in breaking && breaking.code === 'not-allowed' ? breaking : null;
    const slot = mayNot === null ? breaking : findSlotFor(call, desk, 'lock');
    if ('kind' in slot) return mayNot ?? slot;
    const { service, environment } = slot;
    const { held, ended } = await lockNow(desk.store, slot, call.now);
    if (held === null) {
      const before = ended === null ? '' : ` ${describeEnded(ended, desk.config)}`;
      return refuse('not-locked', `${service} in ${environment} is not locked.${before}`);
    }
    const own = held.owner === call.speaker.person;
    if (!own && mayNot !== null) {
      const sentence = `${describeLock(held, desk.config, call.now)} Whoever locked it opens it. ${mayNot.sentence}`;
      return { ...mayNot, sentence };
    }
    await desk.store.locks.unlock({ service, environment }, call.actor, call.now);
    const told = own ? '' : await tellOfBreak(call, desk, held);
    return {
      kind: 'done',
      sentence: `${service} in ${environment} is open again; ${lockOwner(held, desk.config)} had locked it: ${quoted(held.reason)}.${told}`,
      rollout: null,
    };
  },
};
