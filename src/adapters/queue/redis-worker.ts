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
  const client = redisClient(target, {
    name: `belay-worker-${name}`,
    withoutConnection: 'wait',
    goesOn: () => goesOn,
  });
  const clients = [client];
  keepCopies(client, clients);
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
    { ...options, connection: client },
  );

  async function close(): Promise<void> {
    const closed = worker.close().then(() => true);
    let idle = 0;
    while (!(await Promise.race([closed, sleep(STEP, false)])) && idle < AT_LAST) {
      idle = running === 0 ? idle + STEP : 0;
      if (idle < LEAVE || idle % LEAVE !== 0) continue;
      goesOn = false;
      for (const one of clients) cutOff(one);
    }
    goesOn = false;
    client.disconnect();
  }

  return {
    close,
    cancelJob: (id) => worker.cancelJob(id),
    cancelAllJobs: () => worker.cancelAllJobs(),
    on: (event, listener) => worker.on(event as 'error', listener as (error: Error) => void),
  };
}

/** For the wait for jobs BullMQ copies the client it is given. */
function keepCopies(client: RedisClient, clients: RedisClient[]): void {
  const kept = <T extends RedisClient>(copy: T): T => {
    copy.on('error', () => {});
    clients.push(copy);
    return copy;
  };
  if (client instanceof Cluster) {
    const duplicate = client.duplicate.bind(client);
    client.duplicate = (nodes, options) => kept(duplicate(nodes, options));
  } else {
    const duplicate: Redis['duplicate'] = client.duplicate.bind(client);
    client.duplicate = (options) => kept(duplicate(options));
  }
}

/**
 * Ends a client for good. One that is told to disconnect between two attempts never reports its end, and BullMQ waits
 * for that: a last attempt, which fails or is ended at the next call, brings it out.
 */
function cutOff(client: RedisClient): void {
  if (client.status === 'end') return;
  const between = client.status === 'reconnecting' || client.status === 'disconnecting';
  client.disconnect();
  if (between) client.connect().catch(() => {});
}
