import { afterAll, beforeAll, describe } from 'vitest';
import { programAt } from '../../../demo/servers/programs.ts';
import { type RedisServer, startRedis } from '../../../demo/servers/redis.ts';
import { openRedisQueue } from '../../../src/adapters/queue/bullmq-redis.ts';
import { aLog } from '../../builders/log.ts';
import { queueContract } from '../../contract/queue.ts';

describe.skipIf(programAt('redis-server') === null)('with a Redis server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  queueContract('a Redis', async () => {
    const queue = await openRedisQueue(server.url, aLog(), Date.now);
    return { queue, [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose]() };
  });
});
