import { boxesNow } from '../src/core/documents/boxes-now.ts';
import { noList } from '../src/core/rollout/wish-tick.ts';
import type { Command } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { mayNow } from './may-now.ts';
import { aimedAt, namedTarget } from './named-target.ts';
import { grantWish } from './wish.ts';

export const tick: Command = {
  spec: {
    name: 'tick',
    aliases: [],
    summary: 'Tick a box of the checklist that a stage waits for; without a box, show them all.',
    usage: ['tick 2', 'tick shop smoke tests', 'tick r-0123456789 3 --undo'],
    args: [
      {
        name: 'item',
        required: false,
        rest: true,
        description:
          'The service or rollout, where more than one is live, and the number or words of the box.',
        kind: 'text',
        offers: 'boxes',
      },
    ],
    flags: [{ name: 'undo', value: 'none', description: 'Open the box again.' }],
    verb: 'tick',
    kind: 'acts',
  },
  async run(call, desk) {
    const { target, item } = namedTarget(call, desk);
    const aimed = aimedAt(call, target);
    if (item === '') {
      const rollout = await findRollout(aimed, desk, 'tick');
      if ('kind' in rollout) return rollout;
      const tree = boxesNow(rollout, desk.personName, call.now);
      return tree === null ? noList(rollout) : { kind: 'document', tree };
    }
    const done = call.parsed.flags['undo'] !== true;
    return grantWish(aimed, desk, 'tick', async ({ plan }) => ({
      kind: 'tick',
      item,
      done,
      mayApprove: await mayNow(call, desk, 'approve', plan),
    }));
  },
};
