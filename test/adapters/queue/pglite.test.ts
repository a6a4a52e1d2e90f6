import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresQueue } from '../../../src/adapters/queue/bullmq-postgres.ts';
import { openEmbedded } from '../../../src/adapters/store/pglite-pool.ts';
import { aLog } from '../../builders/log.ts';
import { queueContract } from '../../contract/queue.ts';

queueContract('the embedded database', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'belay-queue-'));
  const embedded = await openEmbedded(dir, () => {});
  const queue = await openPostgresQueue(embedded.pool, aLog(), Date.now);
  return {
    queue,
    [Symbol.asyncDispose]: async () => {
      await queue[Symbol.asyncDispose]();
      await embedded[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
});
