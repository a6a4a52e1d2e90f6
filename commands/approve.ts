import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { bindingOf, voteFlags } from './bindings.ts';
import type { Call, Command } from './command.ts';
import { environment, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const approve: Command = {
  spec: {
    name: 'approve',
    aliases: [],
    summary: 'Say yes at the gate a rollout waits at. One person counts once.',
    usage: ['approve shop', 'approve r-0123456789 --gate 2'],
    args: [target, environment],
    flags: voteFlags,
    verb: 'approve',
    kind: 'acts',
  },
  async run(call, desk) {
    const bound = bindingOf(call);
    if ('kind' in bound) return bound;
    return grantWish(
      call,
      desk,
      'approve',
      (rollout) => ownByToken(call, rollout) ?? { kind: 'approve', bound },
    );
  },
};

/** A gate that lets whoever asked say yes wants that person to look; a token looks at nothing. */
function ownByToken({ speaker }: Call, { id, requestedBy }: Rollout): Refusal | null {
  if (speaker.token === undefined || requestedBy.kind !== 'person' || requestedBy.person !== speaker.person)
    return null;
  return refuse(
    'own-rollout',
    `${speaker.name} asked for ${id}, so a token of ${speaker.name} cannot approve it. Nothing was recorded; a person has to look.`,
  );
}
