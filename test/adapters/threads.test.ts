import { expect, it } from 'vitest';
import { createThreads } from '../../src/adapters/threads.ts';

/** Counts how many of its kind run, and how many ever did at the same time. */
const counting = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from 'node:worker_threads';
    const counts = new Int32Array(workerData);
    const now = Atomics.add(counts, 0, 1) + 1;
    if (now > Atomics.load(counts, 1)) Atomics.store(counts, 1, now);
    setTimeout(() => { Atomics.sub(counts, 0, 1); parentPort.postMessage('drawn'); }, 20);
  `)}`,
);

it('runs few at once, the others after them, and refuses what is too much', async () => {
  const inThread = createThreads({ atOnce: 2, waiting: 3, patience: 10_000 });
  const shared = new SharedArrayBuffer(8);
  const asked = Array.from({ length: 7 }, () => inThread(counting, shared));
  const ended = await Promise.allSettled(asked);
  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(2);
  expect(new Int32Array(shared)[1]).toBeLessThanOrEqual(2);
  await expect(inThread(counting, shared)).resolves.toBe('drawn');
});

it('goes on after one that fails', async () => {
  const inThread = createThreads({ atOnce: 1, waiting: 3, patience: 10_000 });
  const failing = new URL(`data:text/javascript,${encodeURIComponent("throw new Error('no font')")}`);
  const [failed, drawn] = await Promise.allSettled([
    inThread(failing, null),
    inThread(counting, new SharedArrayBuffer(8)),
  ]);
  expect([failed?.status, drawn?.status]).toEqual(['rejected', 'fulfilled']);
});
