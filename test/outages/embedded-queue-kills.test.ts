import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openPostgresQueue } from '../../src/adapters/queue/bullmq-postgres.ts';
import { openEmbedded } from '../../src/adapters/store/pglite-pool.ts';
import type { Job } from '../../src/ports/queue.ts';
import { startChild } from '../adapters/store/child.ts';
import { aRolloutId } from '../builders/events.ts';
import { aLog } from '../builders/log.ts';

const patience = { timeout: 45_000 };
vi.setConfig({ testTimeout: 90_000 });

test('the job of a killed process runs again in the next one', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'belay-crash-'));
  const rollout = aRolloutId();
  await using child = startChild('../queue/hanging-child.ts', dir, rollout);
  await vi.waitFor(() => expect(child.lines).toContain('taken'), patience);
  await child.kill();

  {
    await using embedded = await openEmbedded(dir, () => {});
    await using queue = await openPostgresQueue(embedded.pool, aLog(), Date.now);
    const taken: Job[] = [];
    await using _working = queue.work(async (job) => void taken.push(job), { concurrency: 1 });
    await vi.waitFor(() => expect(taken).toEqual([{ kind: 'step', rollout }]), patience);
  }
  await rm(dir, { recursive: true });
});
