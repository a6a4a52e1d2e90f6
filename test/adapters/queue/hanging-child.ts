import { writeSync } from 'node:fs';
import { openPostgresQueue } from '../../../src/adapters/queue/bullmq-postgres.ts';
import { openEmbedded } from '../../../src/adapters/store/pglite-pool.ts';
import { RolloutId } from '../../../src/core/ids.ts';
import { aLog } from '../../builders/log.ts';

/** Takes one job and never finishes it. */
const [dir = '', rollout] = process.argv.slice(2);
const { pool } = await openEmbedded(dir, () => {});
const queue = await openPostgresQueue(pool, aLog(), Date.now);
await queue.add({ kind: 'step', rollout: RolloutId.parse(rollout) }, Date.now());
queue.work(
  async () => {
    writeSync(1, 'taken\n');
    await new Promise(() => {});
  },
  { concurrency: 1 },
);
