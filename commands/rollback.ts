import type { Command } from './command.ts';
import { environment, reason, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const rollback: Command = {
  spec: {
    name: 'rollback',
    aliases: ['abort', 'undo'],
    summary:
      'Send all traffic back to stable now; also a completed rollout, while its previous version is kept.',
    usage: ['rollback shop "checkout is slow"', 'rollback r-0123456789 --gradual'],
    args: [target, reason(false), environment],
    flags: [
      {
        name: 'gradual',
        value: 'none',
        description: "Step down through the plan's weights instead of at once.",
      },
    ],
    verb: 'rollback',
    kind: 'acts',
  },
  run(call, desk) {
    const why = call.parsed.args['reason'] ?? 'no reason given';
    const gradual = call.parsed.flags['gradual'] === true;
    return grantWish(call, desk, 'rollback', async (rollout) => {
      const stable = await desk.findStable(rollout.plan);
      const isStable = stable?.version === rollout.plan.canary.version;
      return { kind: 'rollback', reason: why, gradual, isStable };
    });
  },
};
