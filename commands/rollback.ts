import { setTimeout as sleep } from 'node:timers/promises';
import { versionWords } from '../src/core/card/version-words.ts';
import { Failure } from '../src/core/failure.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import { criticalProbes } from '../src/core/rollout/probe-streaks.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import type { Wish } from '../src/core/rollout/wish.ts';
import type { RunProbe } from '../src/ports/measure.ts';
import type { Blind, Call, Command, Desk } from './command.ts';
import { rollbackBlindly } from './rollback-blindly.ts';
import { environment, reason, target } from './shared-arguments.ts';
import { grantWish } from './wish.ts';

export const rollback: Command = {
  spec: {
    name: 'rollback',
    aliases: ['abort', 'undo'],
    summary:
      'Send all traffic back to stable now; also a completed rollout, while its previous version is kept.',
    usage: [
      'rollback shop "checkout is slow"',
      'rollback r-0123456789 --gradual',
      'rollback shop --emergency "payments fail"',
    ],
    args: [target, reason(false), environment],
    flags: [
      {
        name: 'gradual',
        value: 'none',
        description: "Step down through the plan's weights instead of at once.",
      },
      {
        name: 'emergency',
        value: 'none',
        description:
          'At once, without the approval that a plan may ask for, and whoever is on call is paged.',
      },
      {
        name: 'force',
        value: 'none',
        description: 'Roll a completed rollout back although the previous version does not answer.',
      },
    ],
    verb: 'rollback',
    kind: 'acts',
  },
  run(call, desk) {
    const given = new AbortController();
    const normally = rollBack(call, desk, given.signal);
    return soon(
      normally,
      () => {
        // What is answered now is what holds: a database that comes back must not do the opposite of it.
        given.abort();
        return rollbackBlindly(call, desk);
      },
      desk.blind,
    );
  },
};

/** The store is asked whether it still answers when a rollback takes longer than this. */
const patience = 500;

/** Visitors may be on a broken version: a store that does not answer is done without. */
async function soon(normally: Promise<Reply>, blindly: () => Promise<Reply>, blind: Blind): Promise<Reply> {
  const outcome = normally.catch((error: unknown) => {
    if (error instanceof Failure && storeFailures.has(error.code)) return null;
    throw error;
  });
  const tired = new AbortController();
  const first = await Promise.race([
    outcome.then((reply) => ({ reply })),
    sleep(blind.answers() ? patience : patience / 5, null, { signal: tired.signal }).catch(() => null),
  ]);
  tired.abort();
  if (first === null && blind.answers()) await blind.refresh();
  const reply = first === null && blind.answers() ? await outcome : (first?.reply ?? null);
  return reply ?? blindly();
}

const storeFailures: ReadonlySet<string> = new Set(['store-unreachable', 'store-unwritable']);

function rollBack(call: Call, desk: Desk, signal: AbortSignal): Promise<Reply> {
  const why = call.parsed.args['reason'] ?? 'no reason given';
  const gradual = call.parsed.flags['gradual'] === true;
  const force = call.parsed.flags['force'] === true;
  const emergency = call.parsed.flags['emergency'] === true;
  const wishFor = async (rollout: Rollout): Promise<Wish | Refusal> => {
    const down = force ? null : await previousIsDown(rollout, desk.runProbe);
    if (down !== null) return down;
    const stable = await desk.findStable(rollout.plan);
    const isStable = stable?.version === rollout.plan.canary.version;
    return { kind: 'rollback', reason: why, gradual, isStable, emergency };
  };
  // A rollback does not wait for a worker, of which none may be alive.
  const written = async (rollout: Rollout): Promise<string> => {
    const refused = await desk.moveNow(rollout);
    return refused === null ? '' : `The router has not done it yet: ${refused} Belay tries on.`;
  };
  return grantWish(call, desk, 'rollback', wishFor, { signal, written });
}

/** While a rollout is live its stable version serves people; after that nobody has looked whether it still could. */
async function previousIsDown(
  { id, phase, plan, stable }: Rollout,
  runProbe: RunProbe,
): Promise<Refusal | null> {
  if (phase.kind !== 'completed' || stable === null) return null;
  const results = await Promise.all(criticalProbes(plan).map((probe) => runProbe(probe, stable)));
  const failed = results.find(({ healthy }) => !healthy);
  if (failed === undefined) return null;
  return refuse(
    'previous-down',
    `${versionWords(stable.version)} does not answer as it should (probe ${failed.name}: ${failed.sentence}), and a rollback would send everybody there. Nothing was moved. Start ${versionWords(stable.version)} first, or type \`rollback ${id} --force\`.`,
  );
}
