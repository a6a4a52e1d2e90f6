import { once } from 'node:events';
import { openRedisQueue } from '../../../src/adapters/queue/bullmq-redis.ts';
import { RolloutId } from '../../../src/core/ids.ts';
import { aLog } from '../../builders/log.ts';

/** Works until told to stop, ends the job in hand meanwhile, and leaves nothing behind that keeps a process alive. */
const [url = '', rollout] = process.argv.slice(2);
const queue = await openRedisQueue(url, aLog(), Date.now);
const gate = Promise.withResolvers<void>();
queue.work(
  async () => {
    process.stdout.write('taken\n');
    await gate.promise;
  },
  { concurrency: 2 },
);
await queue
  .add({ kind: 'step', rollout: RolloutId.parse(rollout) }, Date.now())
  .catch(() => process.stdout.write('refused\n'));
await once(process.stdin, 'data');
process.stdin.destroy();
const stopping = queue[Symbol.asyncDispose]();
gate.resolve();
await stopping;
