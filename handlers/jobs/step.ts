import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../src/core/failure.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import { decideFinding } from '../../src/core/rollout/decide-world.ts';
import { belay } from '../../src/core/rollout/decision.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { type WantedStep, wantedStep } from '../../src/core/rollout/steps.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { RunCommand } from '../../src/ports/command-runner.ts';
import type { Leases } from '../../src/ports/store.ts';
import { fillArguments } from './fill-arguments.ts';

export interface StepParts {
  readonly ledger: Ledger;
  readonly leases: Leases;
  readonly run: RunCommand;
  /** A new name for every run, so that a doubled job of one process cannot run a command twice. */
  readonly newHolder: () => string;
  readonly clock: () => Instant;
}

const leaseLasts = 6000;
const leaseRenewed = 1500;
const writeAttempts = 5;

/** Runs the command the rollout wants now. One worker at a time; a dead worker's command is run again by another. */
export async function runStep(parts: StepParts, id: RolloutId, signal: AbortSignal): Promise<void> {
  const lease: Lease = { name: `step/${id}`, holder: parts.newHolder() };
  if (!(await renew(parts, lease))) return;
  try {
    const rollout = await parts.ledger.load(id);
    const step = rollout === null ? null : wantedStep(rollout);
    if (rollout === null || step === null) return;
    await report(parts, id, { kind: 'step-begun' });
    const result = await runWatched(parts, { rollout, step, lease, signal });
    if (result !== null) await report(parts, id, { kind: 'step-ended', step, ...result });
  } finally {
    await parts.leases.release(lease.name, lease.holder);
  }
}

interface Lease {
  readonly name: string;
  readonly holder: string;
}

interface Watched {
  readonly rollout: Rollout;
  readonly step: WantedStep;
  readonly lease: Lease;
  readonly signal: AbortSignal;
}

/** Stops the command when the rollout no longer wants it, or when the lease is lost. @returns null when stopped */
async function runWatched(parts: StepParts, { rollout, step, lease, signal }: Watched) {
  const unwanted = new AbortController();
  const finished = new AbortController();
  const stop = AbortSignal.any([signal, unwanted.signal]);
  let until = parts.clock() + leaseLasts;
  const watch = watchUntil(finished.signal, async () => {
    try {
      const now = parts.clock();
      if (!isWanted(await parts.ledger.load(rollout.id), step) || !(await renew(parts, lease)))
        unwanted.abort();
      until = now + leaseLasts;
    } catch (error) {
      // A store that does not answer for a moment stops no migration; one that lets the lease run out does.
      if (!(error instanceof Failure) || parts.clock() >= until) unwanted.abort();
    }
  });
  const result = await parts.run(fillArguments(step.argv, rollout), step.timeout, stop);
  finished.abort();
  await watch;
  return stop.aborted ? null : result;
}

function isWanted(rollout: Rollout | null, step: WantedStep): boolean {
  const current = rollout === null ? null : wantedStep(rollout);
  return current !== null && current.phase === step.phase && current.index === step.index;
}

async function watchUntil(finished: AbortSignal, look: () => Promise<void>): Promise<void> {
  while (!finished.aborted) {
    try {
      await sleep(leaseRenewed, undefined, { signal: finished });
    } catch {
      return;
    }
    await look();
  }
}

function renew(parts: StepParts, lease: Lease): Promise<boolean> {
  const now = parts.clock();
  return parts.leases.acquire(lease.name, lease.holder, now, now + leaseLasts);
}

async function report(parts: StepParts, id: RolloutId, finding: Finding): Promise<void> {
  for (let attempt = 0; attempt < writeAttempts; attempt += 1) {
    const rollout = await parts.ledger.load(id);
    if (rollout === null) return;
    const now = parts.clock();
    const events = decideFinding(rollout, finding, now);
    if (events.length === 0) return;
    const written = await parts.ledger.write(
      rollout,
      events,
      belay,
      now,
      finding.kind === 'step-ended' ? 'at-once' : 'scheduled',
    );
    if (written.kind === 'written') return;
  }
}
