import { writeSync } from 'node:fs';
import { openRedisQueue } from '../../../src/adapters/queue/bullmq-redis.ts';
import { RolloutId } from '../../../src/core/ids.ts';
import { aLog } from '../../builders/log.ts';

/** Takes one job and never finishes it. */
const [url = '', rollout] = process.argv.slice(2);
const queue = await openRedisQueue(url, aLog(), Date.now);
await queue.add({ kind: 'step', rollout: RolloutId.parse(rollout) }, Date.now());
queue.work(
  async () => {
    writeSync(1, 'taken\n');
    await new Promise(() => {});
  },
  { concurrency: 1 },
);
