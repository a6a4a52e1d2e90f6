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
import { findRollout } from './find-rollout.ts';
import { isRehearsal, refuseAllAtOnce, rehearseRollback } from './rehearse-rollback.ts';
import { rollbackAll, rollbackAllBlindly } from './rollback-all.ts';
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
      'rollback --all "payments fail" in production',
      'rollback shop --dry-run',
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
        name: 'all',
        value: 'none',
        everything: true,
        description:
          'Everything that is live, as an emergency, and what waits is dropped; give the reason instead of a target.',
      },
      {
        name: 'dry-run',
        value: 'none',
        description: 'Show what it would do, and whether the previous version answers; change nothing.',
      },
      {
        name: 'force',
        value: 'none',
        description: 'Roll a completed rollout back although the previous version does not answer.',
      },
    ],
    verb: 'rollback',
    orVerb: 'emergency-rollback',
    kind: 'acts',
  },
  run(call, desk) {
    const all = call.parsed.flags['all'] === true;
    if (isRehearsal(call)) return all ? Promise.resolve(refuseAllAtOnce()) : rehearse(call, desk);
    const given = new AbortController();
    const one = (aimed: Call) => rollBack(aimed, desk, given.signal);
    const blind = (aimed: Call) => rollbackBlindly(aimed, desk);
    return soon(
      all ? rollbackAll(call, desk, one) : one(call),
      () => {
        // What is answered now is what holds: a database that comes back must not do the opposite of it.
        given.abort();
        return all ? rollbackAllBlindly(call, desk, blind) : blind(call);
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

async function wishOf({ parsed }: Call, desk: Desk, rollout: Rollout) {
  const { gradual, emergency, all } = parsed.flags;
  const stable = await desk.findStable(rollout.plan);
  return {
    kind: 'rollback',
    reason: parsed.args['reason'] ?? 'no reason given',
    gradual: gradual === true,
    isStable: stable?.version === rollout.plan.canary.version,
    emergency: emergency === true || all === true,
  } as const;
}

/** Who may roll back may in an emergency too, unless belay.yml says who may. */
export function verbOf({ parsed }: Call): 'emergency-rollback' | 'rollback' {
  const { emergency, all } = parsed.flags;
  return emergency === true || all === true ? 'emergency-rollback' : 'rollback';
}

async function rehearse(call: Call, desk: Desk): Promise<Reply> {
  const found = await findRollout(call, desk, verbOf(call));
  return 'kind' in found ? found : rehearseRollback(call, desk, found, await wishOf(call, desk, found));
}

function rollBack(call: Call, desk: Desk, signal: AbortSignal): Promise<Reply> {
  const force = call.parsed.flags['force'] === true;
  const wishFor = async (rollout: Rollout): Promise<Wish | Refusal> => {
    const down = force ? null : await previousIsDown(rollout, desk.runProbe);
    return down ?? wishOf(call, desk, rollout);
  };
  // A rollback does not wait for a worker, of which none may be alive.
  const written = async (rollout: Rollout): Promise<string> => {
    const refused = await desk.moveNow(rollout);
    return refused === null ? '' : `The router has not done it yet: ${refused} Belay tries on.`;
  };
  return grantWish(call, desk, verbOf(call), wishFor, { signal, written });
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
