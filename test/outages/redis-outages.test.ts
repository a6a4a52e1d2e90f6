import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { programAt } from '../../demo/servers/programs.ts';
import { type RedisServer, startRedis } from '../../demo/servers/redis.ts';
import { openRedisQueue } from '../../src/adapters/queue/bullmq-redis.ts';
import type { Job, Queue } from '../../src/ports/queue.ts';
import { startChild } from '../adapters/store/child.ts';
import { aRolloutId } from '../builders/events.ts';
import { aLog } from '../builders/log.ts';

const patience = { timeout: 15_000, interval: 50 };
const refused = { code: 'store-unreachable', retryable: true };

describe.skipIf(programAt('redis-server') === null)('when Redis fails', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await startRedis();
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
  });

  function takeAll(queue: Queue, handle: (job: Job) => Promise<void> = async () => {}) {
    const taken: Job[] = [];
    const working = queue.work(
      async (job) => {
        taken.push(job);
        await handle(job);
      },
      { concurrency: 3 },
    );
    return { taken, [Symbol.asyncDispose]: () => working[Symbol.asyncDispose]() };
  }

  test('a Redis that is emptied in mid-work loses jobs, and workers go on with new ones', async () => {
    await using queue = await openRedisQueue(server.url, aLog(), Date.now);
    const gate = Promise.withResolvers<void>();
    await using worker = takeAll(queue, (job) => (job.kind === 'step' ? gate.promise : Promise.resolve()));
    const before = [1, 2].map((): Job => ({ kind: 'step', rollout: aRolloutId() }));
    for (const job of before) await queue.add(job, Date.now());
    await queue.add({ kind: 'advance', rollout: aRolloutId() }, Date.now() + 60_000);
    await vi.waitFor(() => expect(worker.taken).toEqual(expect.arrayContaining(before)), patience);
    await server.say('FLUSHALL');
    const during: Job = { kind: 'step', rollout: aRolloutId() };
    await queue.add(during, Date.now());
    gate.resolve();
    const after: Job[] = [1, 2, 3].flatMap((outbox): Job[] => [
      { kind: 'deliver', outbox },
      { kind: 'step', rollout: aRolloutId() },
    ]);
    for (const job of after) await queue.add(job, Date.now() + 100);
    await vi.waitFor(
      () => expect(worker.taken).toEqual(expect.arrayContaining([...before, during, ...after])),
      patience,
    );
    expect(worker.taken).toHaveLength(9);
  });

  test('a job in hand when Redis is emptied is not taken for one that comes after', async () => {
    await using queue = await openRedisQueue(server.url, aLog(), Date.now);
    const [old, young, last] = [aRolloutId(), aRolloutId(), aRolloutId()];
    const gates = new Map([old, young].map((rollout) => [String(rollout), Promise.withResolvers<void>()]));
    await using worker = takeAll(queue, async (job) => {
      if (job.kind === 'step') await gates.get(job.rollout)?.promise;
    });
    await queue.add({ kind: 'step', rollout: old }, Date.now());
    await vi.waitFor(() => expect(worker.taken).toHaveLength(1), patience);
    await server.say('FLUSHALL');
    await queue.add({ kind: 'step', rollout: young }, Date.now());
    await vi.waitFor(() => expect(worker.taken).toHaveLength(2), patience);
    gates.get(old)?.resolve();
    // Were the young one no longer held, it would be given away within this time.
    await queue.add({ kind: 'step', rollout: last }, Date.now() + 7000);
    await vi.waitFor(() => expect(worker.taken).toContainEqual({ kind: 'step', rollout: last }), patience);
    expect(worker.taken).toHaveLength(3);
    gates.get(young)?.resolve();
  });

  test('a Redis that is killed refuses jobs; when it is back, what it had and what comes is worked on', async () => {
    const log = aLog();
    await using queue = await openRedisQueue(server.url, log, Date.now);
    const kept: Job = { kind: 'advance', rollout: aRolloutId() };
    await using worker = takeAll(queue);
    await queue.add(kept, Date.now() + 1500);
    await server.crash();
    for (let time = 0; time < 20; time += 1)
      await expect(queue.add({ kind: 'deliver', outbox: 1 }, Date.now())).rejects.toMatchObject(refused);
    await new Promise((later) => setTimeout(later, 1000));
    await server.start();
    await vi.waitFor(async () => await queue.add({ kind: 'deliver', outbox: 2 }, Date.now()), patience);
    await vi.waitFor(
      () => expect(worker.taken).toEqual(expect.arrayContaining([kept, { kind: 'deliver', outbox: 2 }])),
      patience,
    );
    // Six connections tried many times a second.
    expect(log.lines.length).toBeLessThan(10);
  });

  test('a Redis that is not there at the start is worked with as soon as it comes', async () => {
    await server.stop();
    const log = aLog();
    await using queue = await openRedisQueue(server.url, log, Date.now);
    await using worker = takeAll(queue);
    await expect(queue.add({ kind: 'deliver', outbox: 1 }, Date.now())).rejects.toMatchObject(refused);
    expect(log.lines.join('\n')).toContain('Redis does not answer yet');
    await server.start();
    await vi.waitFor(async () => await queue.add({ kind: 'deliver', outbox: 2 }, Date.now()), patience);
    await vi.waitFor(() => expect(worker.taken).toContainEqual({ kind: 'deliver', outbox: 2 }), patience);
  });

  test('a Redis that takes connections and answers nothing refuses jobs, too', async () => {
    await using queue = await openRedisQueue(server.url, aLog(), Date.now);
    await using worker = takeAll(queue);
    await server.freeze();
    await expect(queue.add({ kind: 'deliver', outbox: 1 }, Date.now())).rejects.toMatchObject(refused);
    await expect(queue.add({ kind: 'deliver', outbox: 2 }, Date.now())).rejects.toMatchObject(refused);
    await server.thaw();
    await vi.waitFor(async () => await queue.add({ kind: 'deliver', outbox: 3 }, Date.now()), patience);
    await vi.waitFor(() => expect(worker.taken).toContainEqual({ kind: 'deliver', outbox: 3 }), patience);
  });

  test.for(['killed', 'frozen', 'never there'] as const)(
    'a process ends when it is told to while Redis is %s, though a job ends meanwhile',
    async (fault) => {
      if (fault === 'never there') await server.stop();
      const path = fileURLToPath(new URL('../adapters/queue/stopping-redis-child.ts', import.meta.url));
      const child = spawn(process.execPath, [path, server.url, aRolloutId()], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      try {
        const ended = once(child, 'exit');
        const [said] = await once(child.stdout, 'data');
        expect(String(said)).toBe(fault === 'never there' ? 'refused\n' : 'taken\n');
        if (fault === 'killed') await server.crash();
        if (fault === 'frozen') await server.freeze();
        child.stdin.write('stop\n');
        expect(await ended).toEqual([0, null]);
      } finally {
        child.kill('SIGKILL');
        if (fault === 'frozen') await server.thaw();
      }
    },
  );

  test('the job of a killed worker is given to another', async () => {
    const rollout = aRolloutId();
    await using child = startChild('../queue/hanging-redis-child.ts', server.url, rollout);
    await vi.waitFor(() => expect(child.lines).toContain('taken'), patience);
    await using queue = await openRedisQueue(server.url, aLog(), Date.now);
    await using worker = takeAll(queue);
    await child.kill();
    await vi.waitFor(() => expect(worker.taken).toEqual([{ kind: 'step', rollout }]), {
      ...patience,
      timeout: 10_000,
    });
  });
});
