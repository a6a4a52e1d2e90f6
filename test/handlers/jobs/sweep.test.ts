import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type SweepParts, sweepOnce } from '../../../handlers/jobs/sweep.ts';
import type { RolloutId } from '../../../src/core/ids.ts';
import type { Job } from '../../../src/ports/queue.ts';
import { aLog } from '../../builders/log.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

let world: World;
let id: RolloutId;
let put: Job[];
let run: Job[];
let queueFails: boolean;

beforeAll(async () => {
  world = await openWorld(nowhere, memoryRouter());
  id = await world.rolloutOf('deploy shop v2');
  await world.work();
});

afterAll(() => world[Symbol.asyncDispose]());

beforeEach(() => {
  put = [];
  run = [];
  queueFails = false;
});

function parts(): SweepParts {
  return {
    index: world.store,
    outbox: world.store,
    queue: {
      add: async (job) => {
        if (queueFails) throw new Error('no room');
        put.push(job);
      },
    },
    run: async (job) => void run.push(job),
    running: new Set(),
    clock: world.now,
    log: aLog(),
  };
}

it('leaves alone what the queue most likely has', async () => {
  await sweepOnce(parts());
  expect({ put, run }).toEqual({ put: [], run: [] });
});

it('puts in again what the queue lost', async () => {
  world.later(3000);
  await sweepOnce(parts());
  expect({ put, run }).toEqual({ put: [{ kind: 'advance', rollout: id }], run: [] });
});

it('tells whether the queue took what was found, and waits no longer than it is told for what is late', async () => {
  expect(await sweepOnce(parts())).toBe(true);
  expect(await sweepOnce(parts(), 1_000_000)).toBe(null);
  queueFails = true;
  expect(await sweepOnce(parts())).toBe(false);
});

it('does the work itself when the queue takes nothing', async () => {
  queueFails = true;
  await sweepOnce(parts());
  expect(run).toEqual([{ kind: 'advance', rollout: id }]);
});

it('does the work itself when the queue takes jobs and hands them to nobody', async () => {
  world.later(6000);
  await sweepOnce(parts());
  expect({ put, run }).toEqual({ put: [], run: [{ kind: 'advance', rollout: id }] });
});

it('puts in again what is to be said', async () => {
  await world.say(`note ${id} noted`);
  await world.say(`pause ${id}`);
  world.jobs.splice(0);
  world.later(2000);
  await sweepOnce(parts());
  expect(put.map(({ kind }) => kind)).toContain('deliver');
});

it('goes on to the next job when one fails', async () => {
  queueFails = true;
  const fails = { ...parts(), run: (job: Job) => Promise.reject(new Error(`failed ${job.kind}`)) };
  await expect(sweepOnce(fails)).resolves.toBe(false);
});

it('a job that hangs does not stop the sweep, and is not begun twice', async () => {
  const begun: string[] = [];
  const hangs: SweepParts = {
    ...parts(),
    run: (job) => {
      begun.push(JSON.stringify(job));
      return new Promise(() => undefined);
    },
  };
  queueFails = true;
  await sweepOnce({ ...hangs, clock: () => world.now() + 60_000 });
  await sweepOnce({ ...hangs, clock: () => world.now() + 60_000 });
  expect(begun.length).toBeGreaterThan(0);
  expect(begun).toEqual([...new Set(begun)]);
});
