import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Job, Queue } from '../../src/ports/queue.ts';
import type { Outbox, RolloutIndex } from '../../src/ports/store.ts';

export interface SweepParts {
  readonly index: Pick<RolloutIndex, 'due'>;
  readonly outbox: Pick<Outbox, 'pending'>;
  readonly queue: Pick<Queue, 'add'>;
  /** Does a job here and now: what the queue does not take or does not hand out must be done all the same. */
  readonly run: (job: Job) => Promise<void>;
  /** Jobs that a sweep is doing by itself and that are not done yet. */
  readonly running: Set<string>;
  readonly clock: () => Instant;
  readonly log: Log;
}

const every = 2000;
/** While the queue takes nothing, the sweep is all that looks at rollouts. */
const everyWithoutQueue = 500;
/** Younger work is most likely in the queue already. */
const overdue = 1500;
/** Work so late has been put in again by earlier sweeps, and nobody was given it. */
const stuck = 6000;
const atOnce = 500;
/** So many stuck rollouts are looked at in one sweep; the latest first, the others in the next ones. */
const runAtOnce = 20;

/** Finds work that the queue lost and puts it in again. A plain timer: it must not die with the queue it repairs. */
export async function sweepUntil(parts: SweepParts, signal: AbortSignal): Promise<void> {
  let queueTakes = true;
  while (!signal.aborted) {
    try {
      queueTakes = (await sweepOnce(parts, queueTakes ? overdue : 0)) ?? queueTakes;
    } catch (error) {
      parts.log.warn({ err: error }, 'a sweep failed; the next one tries again');
    }
    await sleep(queueTakes ? every : everyWithoutQueue, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * @param after milliseconds that work may be late before it is taken for lost
 * @returns whether the queue took what was found; null when there was nothing to take
 */
export async function sweepOnce(parts: SweepParts, after: Millis = overdue): Promise<boolean | null> {
  const { index, outbox, clock } = parts;
  const now = clock();
  const rows = await index.due(now - after, atOnce);
  const late = rows.filter(({ nextAt }) => nextAt !== null && nextAt < now - stuck).slice(0, runAtOnce);
  const advances = rows.filter((row) => !late.includes(row)).map(({ id }) => advanceOf(id));
  const deliveries = (await outbox.pending(now - after, atOnce)).map(
    ({ id }): Job => ({ kind: 'deliver', outbox: id }),
  );
  const found = [...advances, ...deliveries];
  const left = await handOver(parts, found, now);
  const here = [...late.map(({ id }) => advanceOf(id)), ...left.slice(0, runAtOnce)];
  const running = Promise.all(here.map((job) => runHere(parts, job)));
  // One job that hangs must not stop the sweep, which is there for all the others.
  await Promise.race([running, sleep(every, undefined, { ref: false })]);
  return found.length === 0 ? null : left.length === 0;
}

function advanceOf(rollout: Extract<Job, { kind: 'advance' }>['rollout']): Job {
  return { kind: 'advance', rollout };
}

/** @returns the jobs that are left when the queue takes no more */
async function handOver(
  { queue, log }: SweepParts,
  jobs: readonly Job[],
  now: Instant,
): Promise<readonly Job[]> {
  for (const [index, job] of jobs.entries()) {
    try {
      await queue.add(job, now);
    } catch (error) {
      log.warn({ err: error }, 'the queue takes no jobs; they are done without it, more slowly');
      return jobs.slice(index);
    }
  }
  return [];
}

async function runHere({ run, running, log }: SweepParts, job: Job): Promise<void> {
  const key = JSON.stringify(job);
  if (running.has(key)) return;
  running.add(key);
  try {
    await run(job);
  } catch (error) {
    log.warn({ err: error, job }, 'a job failed without the queue; the next sweep tries again');
  } finally {
    running.delete(key);
  }
}
