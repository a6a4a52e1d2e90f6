import type { SlotConfig } from '../src/config/config.ts';
import { RolloutId } from '../src/core/ids.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import { isOver, lockNow } from '../src/ledger/lock-now.ts';
import type { Lock } from '../src/ports/store.ts';
import type { Call, Command, Desk } from './command.ts';
import { describeLock, endText } from './describe-lock.ts';
import { findSlotFor } from './find-slots.ts';
import { endFlags, readEnd } from './read-end.ts';

export const lock: Command = {
  spec: {
    name: 'lock',
    aliases: [],
    summary: 'Refuse new rollouts of a service in an environment, with a reason; rollbacks stay possible.',
    usage: [
      'lock shop in production "migration at noon"',
      'lock shop in production "migration at noon" --for 2h',
      'lock shop in production "cart is released first" --while r-0123456789',
    ],
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
    flags: [
      ...endFlags,
      { name: 'while', value: 'text', description: 'It ends by itself with this rollout, `r-…`.' },
    ],
    verb: 'lock',
    kind: 'acts',
    group: 'safety',
  },
  async run(call, desk) {
    const slot = await findSlotFor(call, desk, 'lock');
    if ('kind' in slot) return slot;
    const { service, environment } = slot;
    const wanted = await wantedLock(call, desk, slot);
    if ('kind' in wanted) return wanted;
    const { held, ended } = await lockNow(desk.store, slot, call.now);
    if (held !== null) {
      return refuse(
        'locked',
        `${describeLock(held, desk.config, call.now)} It stays as it is; \`unlock ${service} in ${environment}\` opens it.`,
      );
    }
    // One that ended by itself still stands in the log.
    if (ended !== null) await desk.store.locks.unlock({ service, environment }, call.actor, call.now);
    const made = await desk.store.locks.lock(wanted, call.actor);
    if (made.owner !== wanted.owner || made.since !== wanted.since) {
      return refuse('locked', `Somebody was quicker: ${describeLock(made, desk.config, call.now)}`);
    }
    return {
      kind: 'done',
      sentence: `${service} in ${environment} is locked: nobody can start a rollout until \`unlock ${service} in ${environment}\`.${endText(wanted)}`,
      rollout: null,
    };
  },
};

async function wantedLock(call: Call, desk: Desk, slot: SlotConfig): Promise<Lock | Refusal> {
  const until = readEnd(call);
  if (until !== null && typeof until === 'object') return until;
  const hangsOn = await rolloutOf(call, desk);
  if (hangsOn !== null && typeof hangsOn === 'object') return hangsOn;
  const { service, environment } = slot;
  const reason = call.parsed.args['reason'] ?? '';
  return { service, environment, owner: call.speaker.person, reason, since: call.now, until, while: hangsOn };
}

/** A lock hangs on a rollout of any service: what is released first may keep another waiting. */
async function rolloutOf({ parsed }: Call, { store }: Desk): Promise<RolloutId | null | Refusal> {
  const typed = parsed.flags['while'];
  if (typeof typed !== 'string') return null;
  const id = RolloutId.safeParse(typed.trim()).data;
  const row = id === undefined ? null : await store.find(id);
  if (row === null) {
    return refuse(
      'no-rollout',
      'There is no such rollout; `status` shows what is under way. Nothing was locked.',
    );
  }
  if (isOver(row)) return refuse('over', `${row.id} is over already. Nothing was locked.`);
  return row.id;
}
