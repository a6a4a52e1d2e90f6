import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Job, Queue } from '../../src/ports/queue.ts';
import { aRolloutId } from '../builders/events.ts';

export interface OpenedQueue extends AsyncDisposable {
  readonly queue: Queue;
}

/** What every queue does, whatever it keeps its jobs in. */
export function queueContract(name: string, open: () => Promise<OpenedQueue>): void {
  describe(`a queue on ${name}`, () => {
    let opened: OpenedQueue;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened[Symbol.asyncDispose]();
    });

    /** Works until the test is over; what was taken, with when. */
    function takeAll(handle: (job: Job, signal: AbortSignal) => Promise<void> = async () => {}) {
      const taken: { job: Job; at: number }[] = [];
      const working = opened.queue.work(
        async (job, signal) => {
          taken.push({ job, at: Date.now() });
          await handle(job, signal);
        },
        { concurrency: 5 },
      );
      return { taken, [Symbol.asyncDispose]: () => working[Symbol.asyncDispose]() };
    }

    test('jobs of each kind reach a worker as they were added', async () => {
      const jobs: Job[] = [
        { kind: 'advance', rollout: aRolloutId() },
        { kind: 'step', rollout: aRolloutId() },
        { kind: 'deliver', outbox: 7 },
      ];
      await using worker = takeAll();
      for (const job of jobs) await opened.queue.add(job, Date.now());
      await vi.waitFor(() => expect(worker.taken).toHaveLength(3), { timeout: 10_000 });
      expect(worker.taken.map(({ job }) => job)).toEqual(expect.arrayContaining(jobs));
    });

    test('a job added before anybody works is kept', async () => {
      const job: Job = { kind: 'advance', rollout: aRolloutId() };
      await opened.queue.add(job, Date.now());
      await using worker = takeAll();
      await vi.waitFor(() => expect(worker.taken.map((one) => one.job)).toContainEqual(job), {
        timeout: 10_000,
      });
    });

    test('a job is not taken before its time, and a later one not before an earlier one', async () => {
      await using worker = takeAll();
      const [late, soon] = [aRolloutId(), aRolloutId()];
      const now = Date.now();
      await opened.queue.add({ kind: 'advance', rollout: late }, now + 900);
      await opened.queue.add({ kind: 'advance', rollout: soon }, now + 300);
      await vi.waitFor(() => expect(worker.taken).toHaveLength(2), { timeout: 10_000 });
      expect(worker.taken.map(({ job }) => job)).toEqual([
        { kind: 'advance', rollout: soon },
        { kind: 'advance', rollout: late },
      ]);
      expect(worker.taken[0]?.at).toBeGreaterThanOrEqual(now + 300);
      expect(worker.taken[1]?.at).toBeGreaterThanOrEqual(now + 900);
    });

    test('the same job for the same moment in the future is queued once', async () => {
      await using worker = takeAll();
      const [doubled, after] = [aRolloutId(), aRolloutId()];
      const at = Date.now() + 500;
      for (let time = 0; time < 3; time += 1)
        await opened.queue.add({ kind: 'advance', rollout: doubled }, at);
      await opened.queue.add({ kind: 'advance', rollout: after }, at + 300);
      await vi.waitFor(() => expect(rollouts(worker.taken)).toContain(after), { timeout: 10_000 });
      expect(rollouts(worker.taken).filter((rollout) => rollout === doubled)).toHaveLength(1);
    });

    test('a job that runs does not swallow another one for the same rollout', async () => {
      const rollout = aRolloutId();
      const gate = Promise.withResolvers<void>();
      await using worker = takeAll(() => gate.promise);
      const now = Date.now();
      await opened.queue.add({ kind: 'advance', rollout }, now);
      await vi.waitFor(() => expect(worker.taken).toHaveLength(1), { timeout: 10_000 });
      await opened.queue.add({ kind: 'advance', rollout }, now);
      await vi.waitFor(() => expect(worker.taken).toHaveLength(2), { timeout: 10_000 });
      gate.resolve();
    });

    test('a job that fails is neither repeated nor in the way of others', async () => {
      const [broken, next] = [aRolloutId(), aRolloutId()];
      await using worker = takeAll(async (job) => {
        if (job.kind === 'advance' && job.rollout === broken) throw new TypeError('broken on purpose');
      });
      await opened.queue.add({ kind: 'advance', rollout: broken }, Date.now());
      await vi.waitFor(() => expect(rollouts(worker.taken)).toContain(broken), { timeout: 10_000 });
      await opened.queue.add({ kind: 'advance', rollout: next }, Date.now());
      await vi.waitFor(() => expect(rollouts(worker.taken)).toContain(next), { timeout: 10_000 });
      expect(rollouts(worker.taken)).toEqual([broken, next]);
    });

    test('jobs of one kind that hang leave the other kinds running', async () => {
      const gate = Promise.withResolvers<void>();
      const rollout = aRolloutId();
      await using worker = takeAll((job) => ('outbox' in job ? gate.promise : Promise.resolve()));
      for (let outbox = 1; outbox <= 20; outbox += 1)
        await opened.queue.add({ kind: 'deliver', outbox }, Date.now());
      await opened.queue.add({ kind: 'advance', rollout }, Date.now());
      await vi.waitFor(() => expect(rollouts(worker.taken)).toContain(rollout), { timeout: 10_000 });
      gate.resolve();
      await vi.waitFor(() => expect(worker.taken).toHaveLength(21), { timeout: 10_000 });
    });

    test('a worker that stops finishes what it runs; what comes afterwards is for the next worker', async () => {
      const gate = Promise.withResolvers<void>();
      let finished = 0;
      const worker = takeAll(async () => {
        await gate.promise;
        finished += 1;
      });
      await opened.queue.add({ kind: 'step', rollout: aRolloutId() }, Date.now());
      await vi.waitFor(() => expect(worker.taken).toHaveLength(1), { timeout: 10_000 });
      const stopping = worker[Symbol.asyncDispose]();
      gate.resolve();
      await stopping;
      expect(finished).toBe(1);

      const kept = aRolloutId();
      await opened.queue.add({ kind: 'step', rollout: kept }, Date.now());
      await using next = takeAll();
      await vi.waitFor(() => expect(rollouts(next.taken)).toEqual([kept]), { timeout: 10_000 });
      expect(worker.taken).toHaveLength(1);
    });

    test('what is no job is refused on the way in', async () => {
      const nonsense = { kind: 'advance', rollout: 'r-nonsense' } as unknown as Job;
      await expect(opened.queue.add(nonsense, Date.now())).rejects.toThrow();
    });
  });
}

function rollouts(taken: readonly { readonly job: Job }[]): readonly string[] {
  return taken.flatMap(({ job }) => ('outbox' in job ? [] : [job.rollout]));
}
