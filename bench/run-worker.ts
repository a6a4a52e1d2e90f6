import { guardUntil } from '../handlers/jobs/guard.ts';
import { sweepUntil } from '../handlers/jobs/sweep.ts';
import { runJob, work } from '../handlers/jobs/work.ts';
import type { Instant } from '../src/core/time.ts';
import type { Job, Queue } from '../src/ports/queue.ts';
import type { wire } from '../src/roles/wire.ts';
import { type Backends, benchLog } from './overhead-backends.ts';

interface WorkerParts {
  readonly backends: Backends;
  readonly queue: Queue;
  readonly wired: ReturnType<typeof wire>;
  readonly clock: () => Instant;
}

/** As a worker of the product, but for the visitors' traffic. */
export async function runWorker(
  { backends, queue, wired, clock }: WorkerParts,
  signal: AbortSignal,
): Promise<void> {
  const { store } = backends;
  const working = work({ queue, ...wired.jobs });
  const run = (job: Job) => runJob(wired.jobs, job, signal);
  const sweep = { index: store, outbox: store, queue, run, running: new Set<string>(), clock, log: benchLog };
  await Promise.all([sweepUntil(sweep, signal), guardUntil(wired.guard, signal)]);
  await working[Symbol.asyncDispose]();
}
