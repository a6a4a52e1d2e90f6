import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { MigrationJob, type MigrationResult } from '../../core/migration/migration.ts';
import { prove } from './prove.ts';
import { saidOf } from './run-statements.ts';
import { openScratch } from './scratch-database.ts';

/** The process that SQL from a repository runs in: one job at a time, ended from outside when it takes too long. */
const Message = z.object({ job: MigrationJob });

const [guard = '', memory = '0'] = process.argv.slice(2);
new Worker(new URL(guard), { workerData: { limit: Number(memory) } }).unref();

const opening = openScratch();
opening.then(
  () => process.send?.({ kind: 'ready' }),
  () => process.exit(1),
);

process.on('message', (raw) => {
  void work(raw).then((result) => process.send?.({ kind: 'done', result }));
});
process.on('disconnect', () => process.exit(0));

async function work(raw: unknown): Promise<MigrationResult> {
  try {
    const { job } = Message.parse(raw);
    return await prove(await opening, job);
  } catch (error) {
    const sentence = `The scratch database could not try it: ${saidOf(error).sentence}.`;
    return { kind: 'failed', code: 'crashed', sentence };
  }
}
