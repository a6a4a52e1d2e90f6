import { verificationScript } from '../../src/core/documents/verification-script.ts';
import type { Actor } from '../../src/core/rollout/events.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { judgeProbe } from '../../src/core/script/judge-probe.ts';
import { type PlanScript, planScript } from '../../src/core/script/plan-script.ts';
import { readAnswer } from '../../src/core/script/read-answer.ts';
import { hasPassed, type Verified } from '../../src/core/script/verification.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Documents } from '../../src/ports/documents.ts';
import type { Log } from '../../src/ports/log.ts';
import type { RunScript, ScriptRan } from '../../src/ports/run-script.ts';
import type { Leases } from '../../src/ports/store.ts';
import type { Verify } from '../../src/ports/verify.ts';

export interface VerifyParts {
  readonly ledger: Pick<Ledger, 'load' | 'write'>;
  readonly documents: Pick<Documents, 'save'>;
  readonly leases: Leases;
  readonly run: RunScript;
  /** Connection URL of the database that queries go to; null when none is configured. */
  readonly database: () => string | null;
  readonly newHolder: () => string;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** Longer than any script may take. */
const leased: Millis = 120_000;
const attempts = 12;

export function createVerify(parts: VerifyParts): Verify {
  return async (rollout, by, picked) => {
    const { leases, clock } = parts;
    const script = planScript(rollout.plan, picked);
    if (script === null) {
      return { kind: 'nothing', tree: verificationScript(rollout, null, null, clock()) };
    }
    const lease = `verify/${rollout.id}`;
    const holder = parts.newHolder();
    if (!(await leases.acquire(lease, holder, clock(), clock() + leased))) return { kind: 'running' };
    try {
      const verified = await verify(parts, rollout, script);
      const after = await record(parts, rollout, verified, by);
      const last = { ...verified, at: clock() };
      const tree = verificationScript(after, script, last, clock());
      await parts.documents.save({
        rollout: rollout.id,
        document: 'verification-script',
        part: '',
        tree,
        at: tree.at,
      });
      return { kind: 'verified', tree, passed: hasPassed(verified) };
    } finally {
      await leases.release(lease, holder);
    }
  };
}

async function verify(parts: VerifyParts, rollout: Rollout, script: PlanScript): Promise<Verified> {
  const ran = await runOf(parts, script);
  const judged = new Map(
    script.probes.flatMap((probe) =>
      probe.kind === 'judged' ? [[probe.id, judgeProbe(probe, rollout, parts.clock())] as const] : [],
    ),
  );
  const notRun = ran.kind === 'not-run' ? ran.sentence : null;
  const output = ran.kind === 'ran' ? ran.output : '';
  const said = readAnswer(script.numbered, output, ran.kind === 'ran' ? ran.ended : 'it did not run');
  const answered = new Map(said.map((outcome) => [outcome.probe, outcome]));
  const results = script.probes.flatMap(({ id }) => answered.get(id) ?? judged.get(id) ?? []);
  return { script: script.sha256, results, sandboxed: ran.kind === 'ran', notRun };
}

/** A script of rules alone has nothing to run. */
async function runOf(parts: VerifyParts, script: PlanScript): Promise<ScriptRan> {
  if (script.numbered.length === 0) return { kind: 'ran', exit: 0, output: '', ended: null, took: 0 };
  try {
    const { text, programs, hosts } = script;
    const database = programs.includes('psql') ? parts.database() : null;
    return await parts.run({ text, programs, hosts, database });
  } catch (error) {
    parts.log.warn({ err: error }, 'a verification script could not be run');
    return { kind: 'not-run', sentence: 'Belay could not run it; its log says why.' };
  }
}

/** The rollout goes on while the script runs; what it came to is written on whatever is there then. */
async function record(
  { ledger, clock, log }: VerifyParts,
  rollout: Rollout,
  verified: Verified,
  by: Actor,
): Promise<Rollout> {
  let known = rollout;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    known = (await ledger.load(rollout.id)) ?? known;
    const written = await ledger.write(known, [{ kind: 'verified', ...verified }], by, clock(), 'scheduled');
    if (written.kind === 'written') return written.rollout;
    if (written.kind === 'slot-taken') break;
  }
  log.warn(
    { rollout: rollout.id },
    'a verification could not be written down; its document says what it came to',
  );
  return known;
}
