import { code } from '../src/core/documents/blocks.ts';
import { verificationScript } from '../src/core/documents/verification-script.ts';
import { refuse } from '../src/core/refusal.ts';
import type { Found } from '../src/core/reply.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { planScript } from '../src/core/script/plan-script.ts';
import type { Instant } from '../src/core/time.ts';
import type { VerifyResult } from '../src/ports/verify.ts';
import type { Command } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { environment, target } from './shared-arguments.ts';

export const verify: Command = {
  spec: {
    name: 'verify',
    aliases: [],
    summary: 'Run the verification script of a rollout now, or show it; it only reads.',
    usage: ['verify shop', 'verify r-0123456789 --script'],
    args: [{ ...target, required: false }, environment],
    flags: [
      {
        name: 'script',
        value: 'none',
        description:
          'Do not run it: show the script, which `belay verify … --script > verify.sh` writes as it is.',
      },
    ],
    verb: 'verify',
    kind: 'acts',
    group: 'documents',
    slow: 'Running the verification script; it takes up to half a minute.',
  },
  async run(call, desk) {
    const rollout = await findRollout(call, desk, 'verify', 'newest');
    if ('kind' in rollout) return rollout;
    if (call.parsed.flags['script'] === true)
      return { kind: 'document', tree: scriptOnly(rollout, call.now) };
    const stopped = overSentence(rollout);
    if (stopped !== null) return refuse('over', stopped);
    const result = await desk.verify(rollout, call.actor, null);
    if (result.kind === 'running') {
      return refuse(
        'busy',
        `The verification script of ${rollout.id} is running already; its result comes into the thread.`,
      );
    }
    return { kind: 'document', tree: result.tree, found: foundBy(result) };
  },
};

/** What is over is not asked any more: its version may be gone, and another one may answer at its address. */
function overSentence({ id, phase }: Rollout): string | null {
  if (phase.kind !== 'rolled-back' && phase.kind !== 'cancelled') return null;
  const how = phase.kind === 'cancelled' ? 'was dropped' : 'is rolled back';
  return `${id} ${how}, so there is nothing left to verify. \`verify ${id} --script\` still shows the script.`;
}

function foundBy(result: Exclude<VerifyResult, { kind: 'running' }>): Found {
  if (result.kind === 'nothing' || result.passed === null) return 'open';
  return result.passed ? 'passed' : 'failed';
}

function scriptOnly(rollout: Rollout, now: Instant) {
  const script = planScript(rollout.plan, null);
  const tree = verificationScript(rollout, script, null, now);
  return script === null ? tree : { ...tree, blocks: [code(script.text.trimEnd().split('\n'))] };
}
