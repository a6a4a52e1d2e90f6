import { once } from 'node:events';
import { Queue as RedisQueue } from 'bullmq';
import type { Instant } from '../../core/time.ts';
import type { Log } from '../../ports/log.ts';
import type { Queue } from '../../ports/queue.ts';
import { type Backing, type BackingQueue, bullmqQueue } from './bullmq-queue.ts';
import { type RedisClient, redisClient } from './redis-client.ts';
import { type RedisTarget, readRedisUrl } from './redis-url.ts';
import { redisWorker } from './redis-worker.ts';

/** The braces keep all keys on one node of a Cluster, as BullMQ's scripts need it. */
const PREFIX = '{belay}';
/** Milliseconds that opening waits for a first connection; afterwards it comes when it comes. */
const PATIENCE = 2000;
/** Milliseconds that Redis has to take one job. */
const ANSWER = 1500;
/** Nobody reads BullMQ's stream of events. */
const EVENTS = 100;

/**
 * Queues in a Redis. It need not be there yet: workers wait for it, and adding a job fails at once as long as it is
 * away.
 * @param url the value of REDIS_URL; its forms stand at `readRedisUrl`
 * @param clock the time that `add` is measured against
 * @throws Failure config-invalid when the URL or its certificate authority cannot be read
 */
export async function openRedisQueue(url: string, log: Log, clock: () => Instant): Promise<Queue> {
  const target = readRedisUrl(url);
  let open = true;
  const client = redisClient(target, {
    name: 'belay-queue',
    withoutConnection: 'fail',
    goesOn: () => open,
  });
  const queue = bullmqQueue(
    over(target, client, () => {
      open = false;
    }),
    log,
    clock,
  );
  if (!(await readyWithin(client, PATIENCE))) {
    log.warn(
      { redis: target.shown },
      'Redis does not answer yet: until it does, rollouts go on without the queue, more slowly',
    );
  }
  return queue;
}

function over(target: RedisTarget, client: RedisClient, closed: () => void): Backing {
  return {
    queue: (name) => redisQueue(target, client, name),
    worker: (name, run, options) => redisWorker(target, name, run, { ...options, prefix: PREFIX }),
    [Symbol.asyncDispose]: async () => {
      closed();
      client.disconnect();
    },
  };
}

function redisQueue(target: RedisTarget, client: RedisClient, name: string): BackingQueue {
  const queue = new RedisQueue(name, {
    connection: client,
    prefix: PREFIX,
    // Its answer would be waited for without end, and a failure never tried again.
    skipVersionCheck: true,
    streams: { events: { maxLen: EVENTS } },
  });
  return {
    add: async (kind, job, options) => {
      if (client.status !== 'ready') throw new Error(`there is no connection to Redis at ${target.shown}`);
      const added = queue.add(kind, job, options);
      if (await answeredWithin(added, ANSWER)) return;
      added.catch(() => {});
      // The next job must not wait as long: without a connection it fails at once.
      client.disconnect(true);
      throw new Error(`Redis at ${target.shown} did not answer within ${ANSWER} ms`);
    },
    close: () => queue.close(),
    on: (event, listener) => queue.on(event, listener),
  };
}

/** A plain timer: giving up a sleep makes an error with a stack, which costs a tenth of adding the job. */
async function answeredWithin(answer: Promise<unknown>, patience: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((tired) => {
    timer = setTimeout(() => tired(false), patience);
  });
  return await Promise.race([answer.then(() => true), late]).finally(() => clearTimeout(timer));
}

async function readyWithin(client: RedisClient, patience: number): Promise<boolean> {
  if (client.status === 'ready') return true;
  const signal = AbortSignal.timeout(patience);
  const isReady = new Promise<void>((ready) => client.once('ready', () => ready()));
  await Promise.race([isReady, once(signal, 'abort')]);
  return !signal.aborted;
}
