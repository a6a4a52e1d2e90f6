import { setTimeout as sleep } from 'node:timers/promises';
import { type Processor, Worker, type WorkerOptions } from 'bullmq';
import { Cluster, type Redis } from 'ioredis';
import type { BackingWorker } from './bullmq-queue.ts';
import { type RedisClient, redisClient } from './redis-client.ts';
import type { RedisTarget } from './redis-url.ts';

/** Milliseconds after its last job in which a worker has taken leave of a Redis that answers. */
const LEAVE = 2000;
/** Milliseconds after which a worker that cannot even be cut off is left to itself. */
const AT_LAST = 6000;
const STEP = 100;

/**
 * A BullMQ worker that can be stopped while Redis is away. By itself it would wait for Redis to come back; a job
 * whose end Redis was not told of is run again by another worker.
 */
export function redisWorker(
  target: RedisTarget,
  name: string,
  run: Processor<unknown, void>,
  options: Omit<WorkerOptions, 'connection'>,
): BackingWorker {
  let goesOn = true;
  let running = 0;
  const copies: RedisClient[] = [];
  const pattern = redisClient(target, {
    name: `belay-worker-${name}`,
    withoutConnection: 'wait',
    lazy: true,
    goesOn: () => goesOn,
  });
  keepCopies(pattern, copies);
  const worker = new Worker<unknown, void>(
    name,
    // BullMQ passes the signal only to a function that names it as its third parameter.
    async (job, token, signal) => {
      running += 1;
      try {
        await run(job, token, signal);
      } finally {
        running -= 1;
      }
    },
    { ...options, connection: pattern },
  );

  async function close(): Promise<void> {
    const closed = worker.close().then(() => true);
    let idle = 0;
    while (!(await Promise.race([closed, sleep(STEP, false)])) && idle < AT_LAST) {
      idle = running === 0 ? idle + STEP : 0;
      if (idle < LEAVE) continue;
      goesOn = false;
      for (const copy of copies) cutOff(copy);
    }
  }

  return {
    close,
    cancelJob: (id) => worker.cancelJob(id),
    cancelAllJobs: () => worker.cancelAllJobs(),
    on: (event, listener) => worker.on(event as 'error', listener as (error: Error) => void),
  };
}

/** BullMQ makes its connections as copies of one that is never used itself. */
function keepCopies(pattern: RedisClient, copies: RedisClient[]): void {
  const kept = <T extends RedisClient>(copy: T): T => {
    copy.on('error', () => {});
    copies.push(copy);
    return copy;
  };
  if (pattern instanceof Cluster) {
    const copy = pattern.duplicate.bind(pattern);
    pattern.duplicate = (nodes, options) => kept(copy(nodes, { ...options, lazyConnect: false }));
  } else {
    const copy: Redis['duplicate'] = pattern.duplicate.bind(pattern);
    pattern.duplicate = (options) => kept(copy({ ...options, lazyConnect: false }));
  }
}

/** Between two attempts a client must be left alone: told to disconnect then, it would never report its end. */
function cutOff(client: RedisClient): void {
  if (['connecting', 'connect', 'ready'].includes(client.status)) client.disconnect();
}
