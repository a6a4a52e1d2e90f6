import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job as BullJob, JobsOptions, Processor, WorkerOptions } from 'bullmq';
import { Failure } from '../../core/failure.ts';
import type { Instant } from '../../core/time.ts';
import type { Log } from '../../ports/log.ts';
import type { Job, Queue } from '../../ports/queue.ts';
import { toldSeldom } from '../store/told-seldom.ts';
import { gather } from './gather.ts';
import { JobParcel, JobPayload, jobId, jobKinds } from './job-payload.ts';

/** What is used of a BullMQ queue, on whatever it keeps its jobs. */
export interface BackingQueue {
  add(name: string, data: Job | readonly Job[], options: JobsOptions): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface BackingWorker {
  close(): Promise<void>;
  cancelJob(id: string): boolean;
  cancelAllJobs(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: BullJob | undefined, error: Error) => void): unknown;
  on(event: 'lockRenewalFailed', listener: (ids: string[]) => void): unknown;
}

export interface Backing extends AsyncDisposable {
  queue(name: string): BackingQueue;
  worker(
    name: string,
    run: Processor<unknown, void>,
    options: Omit<WorkerOptions, 'connection'>,
  ): BackingWorker;
}

/** A worker that dies is noticed after its lock has run out, at the next check: within 4 + 2 s. */
const workerOptions = {
  lockDuration: 4000,
  stalledInterval: 2000,
  // A job may lose any number of workers: it is always worth another.
  maxStalledCount: 1_000_000,
  // After an outage, be back at once.
  runRetryDelay: 1000,
};

/** Nothing asks for finished jobs; some failed ones are kept for a person who wonders. */
const jobOptions: JobsOptions = { attempts: 1, removeOnComplete: true, removeOnFail: { count: 100 } };

/** Milliseconds that running jobs have to finish when a worker stops; then they are told to give up. */
const GRACE = 10_000;

/** Drafts wait for a model most of the time, and none of them is in a hurry. */
const drafts = 4;

/** So many deliveries travel in one job at most: whoever has it does them all at once. */
const PARCEL = 10;

type Handle = Parameters<Queue['work']>[0];

/**
 * One queue per kind of job, so that a slow place or a long command never keeps traffic waiting.
 * @param clock the time that `add` is measured against: hosts' own clocks differ
 */
export function bullmqQueue(backing: Backing, log: Log, clock: () => Instant): Queue {
  const tell = tellSeldom(log);
  const queues = new Map(jobKinds.map((kind) => [kind, heard(backing.queue(kind), kind, tell)]));
  const working = new Set<AsyncDisposable>();

  async function put(
    kind: Job['kind'],
    data: Job | readonly Job[],
    id: string,
    delay: number,
  ): Promise<void> {
    try {
      await queues.get(kind)?.add(kind, data, { ...jobOptions, delay, jobId: id });
    } catch (cause) {
      throw notTaken(cause);
    }
  }

  const deliver = gather<Job>(async (jobs) => {
    const parcels = Array.from({ length: Math.ceil(jobs.length / PARCEL) }, (_, number) =>
      jobs.slice(number * PARCEL, (number + 1) * PARCEL),
    );
    await Promise.all(parcels.map((parcel) => put('deliver', parcel, randomUUID(), 0)));
  });

  async function add(job: Job, at: Instant): Promise<void> {
    const payload = JobPayload.parse(job);
    const delay = Math.max(0, at - clock());
    // What was written together is told together.
    if (payload.kind === 'deliver' && delay === 0) return await deliver(payload);
    // Only a job of the future can be there already: one that is running must not swallow another look at the
    // rollout. No id is counted by the server: one that lost its data would give the same ones to other jobs.
    await put(payload.kind, payload, delay > 0 ? jobId(payload, at) : randomUUID(), delay);
  }

  const work: Queue['work'] = (handle, { concurrency, looks = concurrency }) => {
    const atOnce = { advance: looks, step: concurrency, deliver: concurrency, draft: drafts };
    const workers = jobKinds.map((kind) =>
      startWorker(backing, kind, handle, { concurrency: atOnce[kind], log, tell }),
    );
    const running: AsyncDisposable = {
      [Symbol.asyncDispose]: async () => {
        working.delete(running);
        await Promise.all(workers.map(stopWorker));
      },
    };
    working.add(running);
    return running;
  };

  async function dispose(): Promise<void> {
    await Promise.all([...working].map((running) => running[Symbol.asyncDispose]()));
    await Promise.all([...queues.values()].map((queue) => queue.close()));
    await backing[Symbol.asyncDispose]();
  }

  return { add, work, [Symbol.asyncDispose]: dispose };
}

function notTaken(cause: unknown): Failure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure(
    'store-unreachable',
    `The queue did not take a job (${why}). What was recorded stays recorded, and every worker looks for overdue rollouts by itself: check that the queue's server runs.`,
    { retryable: true, cause },
  );
}

type Tell = (error: Error, kind: string, message: string) => void;

/** An outage repeats one error on every connection, with other numbers in it each time. */
function tellSeldom(log: Log): Tell {
  const isNews = toldSeldom();
  return (error, kind, message) => {
    if (isNews(error.message.replace(/\d+/g, '#'))) log.warn({ err: error, queue: kind }, message);
  };
}

function heard(queue: BackingQueue, kind: string, tell: Tell): BackingQueue {
  queue.on('error', (error) => tell(error, kind, 'the queue has trouble; the sweep makes up for it'));
  return queue;
}

function startWorker(
  backing: Backing,
  kind: Job['kind'],
  handle: Handle,
  { concurrency, log, tell }: { concurrency: number; log: Log; tell: Tell },
): BackingWorker {
  // BullMQ passes the signal only to a function that names it as its third parameter.
  const run = async (job: BullJob, _token?: string, signal?: AbortSignal): Promise<void> =>
    await handleAll(JobParcel.parse(job.data), handle, signal ?? new AbortController().signal);
  const worker = backing.worker(kind, run, { ...workerOptions, concurrency });
  worker.on('error', (error) => tell(error, kind, 'a worker has trouble with its queue; it tries on'));
  worker.on('failed', (job, error) =>
    log.error(
      { err: error, job: job?.data },
      'a job failed; the sweep queues it again when its time has passed',
    ),
  );
  // Another worker has it by now.
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id);
  });
  return worker;
}

/** @throws what the first of them threw that failed, when all are done */
async function handleAll(jobs: readonly Job[], handle: Handle, signal: AbortSignal): Promise<void> {
  const ended = await Promise.allSettled(jobs.map((job) => handle(job, signal)));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

async function stopWorker(worker: BackingWorker): Promise<void> {
  const stopped = new AbortController();
  const closing = worker.close().finally(() => stopped.abort());
  await Promise.race([closing, sleep(GRACE, undefined, { signal: stopped.signal }).catch(() => {})]);
  worker.cancelAllJobs();
  await closing;
}
