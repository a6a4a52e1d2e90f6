import { describe, expect, test, vi } from 'vitest';
import { programAt } from '../../../demo/servers/programs.ts';
import { startRedis } from '../../../demo/servers/redis.ts';
import { startRedisCluster } from '../../../demo/servers/redis-cluster.ts';
import { startRedisSentinel } from '../../../demo/servers/redis-sentinel.ts';
import { openRedisQueue } from '../../../src/adapters/queue/bullmq-redis.ts';
import type { Job } from '../../../src/ports/queue.ts';
import { aRolloutId } from '../../builders/events.ts';
import { aLog } from '../../builders/log.ts';

const patience = { timeout: 15_000, interval: 50 };

describe.skipIf(programAt('redis-server') === null)(
  'each form of REDIS_URL leads to queues that work',
  () => {
    async function passesJobs(url: string): Promise<void> {
      const log = aLog();
      await using queue = await openRedisQueue(url, log, Date.now);
      const taken: Job[] = [];
      await using _working = queue.work(async (job) => void taken.push(job), { concurrency: 2 });
      const jobs: Job[] = [
        { kind: 'advance', rollout: aRolloutId() },
        { kind: 'step', rollout: aRolloutId() },
        { kind: 'deliver', outbox: 1 },
      ];
      for (const job of jobs) await queue.add(job, Date.now() + (job.kind === 'step' ? 200 : 0));
      await vi.waitFor(() => expect(taken).toHaveLength(3), patience);
      expect(taken).toEqual(expect.arrayContaining(jobs));
      expect(log.lines).toEqual([]);
    }

    test('TLS with a password, a numbered database, and an authority of its own', async () => {
      await using server = await startRedis({ password: 'p@ss/w?rd #1', tls: true });
      await passesJobs(server.url.replace('?', '/3?'));
      expect(String(await server.say('INFO', 'keyspace'))).toContain('db3:');
    });

    test('a user with the rights that the examination asks for, and no others', async () => {
      await using server = await startRedis();
      await server.say(
        'ACL',
        'SETUSER',
        'belay',
        'on',
        '>word',
        '~{belay}:*',
        '+@all',
        '-@dangerous',
        '+info',
      );
      await passesJobs(server.url.replace('//', '//belay:word@'));
    });

    test('a Cluster of three', async () => {
      await using cluster = await startRedisCluster(3);
      await passesJobs(cluster.url);
    });

    test('a Sentinel, through a failover', async () => {
      await using sentinel = await startRedisSentinel();
      await passesJobs(sentinel.url);
      await using queue = await openRedisQueue(sentinel.url, aLog(), Date.now);
      const taken: Job[] = [];
      await using _working = queue.work(async (job) => void taken.push(job), { concurrency: 2 });
      const rollout = aRolloutId();
      await sentinel.primary.crash();
      await vi.waitFor(async () => await queue.add({ kind: 'advance', rollout }, Date.now()), patience);
      await vi.waitFor(() => expect(taken).toContainEqual({ kind: 'advance', rollout }), patience);
    });
  },
);
