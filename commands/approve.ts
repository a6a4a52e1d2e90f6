import { refuseAccess } from '../src/core/access/access.ts';
import type { FlagSpec } from '../src/core/command/spec.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import type { Confirmed } from '../src/core/rollout/wish.ts';
import { bindingOf, voteFlags } from './bindings.ts';
import type { Call, Command, Desk } from './command.ts';
import { environment, target } from './shared-arguments.ts';
import { olderThan, supersede } from './supersede.ts';
import { grantWish } from './wish.ts';

const confirmFlag: FlagSpec = {
  name: 'confirm',
  value: 'text',
  description: 'Statements of the request that you say are true: `all`, or their numbers such as `1,2`.',
  offers: ['all'],
};

export const approve: Command = {
  spec: {
    name: 'approve',
    aliases: [],
    summary: 'Say yes to what a rollout asks: its next step, its beginning or its rollback.',
    usage: ['approve shop', 'approve r-0123456789 --gate 2', 'approve shop --confirm all'],
    args: [target, environment],
    flags: [...voteFlags, confirmFlag],
    verb: 'approve',
    kind: 'acts',
  },
  async run(call, desk) {
    const bound = bindingOf(call);
    if ('kind' in bound) return bound;
    const confirm = confirmedOf(call);
    if (confirm !== 'all' && 'kind' in confirm) return confirm;
    // Whoever was let in takes their turn: what they replace goes only now.
    const written = async (rollout: Rollout): Promise<string> => {
      if (rollout.phase.kind === 'queued' && rollout.plan.superseding === 'supersede') {
        await supersede(call, desk, rollout.id, await olderThan(desk, rollout));
      }
      return '';
    };
    return grantWish(
      call,
      desk,
      'approve',
      async (rollout) => ({
        kind: 'approve',
        bound,
        confirm,
        ...rightOf(call, desk, rollout),
        ...(await stillStable(desk, rollout)),
      }),
      { written },
    );
  },
};

/** By what right somebody votes, as far as it is not their own. */
export function rightOf(
  call: Call,
  desk: Desk,
  rollout: Rollout,
): { readonly borrowed?: true; readonly byToken?: true } {
  const byToken = call.speaker.token === undefined ? {} : ({ byToken: true } as const);
  return { ...borrowedRight(call, desk, rollout), ...byToken };
}

/** Where anybody may approve, a right that is only lent counts as its owner's. */
function borrowedRight({ speaker }: Call, { access }: Desk, { plan }: Rollout): { readonly borrowed?: true } {
  const { lent } = speaker;
  if (lent === undefined) return {};
  const own = { ...speaker, roles: speaker.roles.filter((role) => !Object.hasOwn(lent, role)) };
  const refused = refuseAccess(access, own, 'approve', plan.environment, plan.service);
  return refused === null ? {} : { borrowed: true };
}

/** Only a completed rollout can have been followed by another one while people decided about its rollback. */
async function stillStable(
  desk: Desk,
  { phase, plan, rollbackRequest }: Rollout,
): Promise<{ readonly isStable?: boolean }> {
  if (phase.kind !== 'completed' || rollbackRequest === null) return {};
  return { isStable: (await desk.findStable(plan))?.version === plan.canary.version };
}

function confirmedOf(call: Call): Confirmed | Refusal {
  const typed = call.parsed.flags['confirm'];
  if (typed === undefined) return [];
  if (typed === 'all') return 'all';
  if (typed !== true && /^[1-9]\d?(?:\s*,\s*[1-9]\d?)*$/.test(typed)) return typed.split(',').map(Number);
  return refuse(
    'bad-confirm',
    '`--confirm` takes `all` or the numbers of statements, such as `--confirm 1,2`. Nothing was recorded.',
  );
}
