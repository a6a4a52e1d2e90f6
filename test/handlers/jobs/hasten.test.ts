import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runJob } from '../../../handlers/jobs/work.ts';
import type { RolloutId } from '../../../src/core/ids.ts';
import { type MemoryRouter, memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

let world: World;
let router: MemoryRouter;
let id: RolloutId;
beforeAll(async () => {
  router = memoryRouter();
  world = await openWorld(nowhere, router);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
beforeEach(async () => {
  router.canaryErrors = 0;
  id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
  await world.work();
  world.later(200);
  router.canaryErrors = 1;
});
afterEach(async () => {
  world.faults.queue = false;
  world.faults.store = false;
  await world.say('rollback shop "done"');
  await world.workUntil(async () => (await slot()).phase === 'rolled-back');
});

const run = (early: boolean) =>
  runJob(world.wired.jobs, { kind: 'advance', rollout: id, early }, AbortSignal.timeout(10_000));
const ordered = async () => (await world.kinds(id)).includes('rollback-ordered');
const slot = async () => {
  const row = await world.store.find(id);
  if (row === null) throw new TypeError();
  return row;
};

describe('a rollout about which something is told', () => {
  it('is looked at before its time, which no other look is', async () => {
    await run(false);
    expect(await ordered()).toBe(false);
    await run(true);
    expect(await ordered()).toBe(true);
  });

  it('is found by the sweep when the queue takes no job', async () => {
    world.faults.queue = true;
    await world.wired.hasten(await slot());
    expect((await slot()).nextAt).toBe(world.now());
    await run(false);
    expect(await ordered()).toBe(true);
  });

  it('is left alone when the store cannot be asked', async () => {
    const known = await slot();
    world.faults.store = true;
    await world.wired.hasten(known);
  });

  it('that is over is not woken', async () => {
    const known = await slot();
    await world.say('rollback shop "done"');
    await world.workUntil(async () => (await slot()).phase === 'rolled-back');
    world.jobs.length = 0;
    await world.wired.hasten(known);
    expect(world.jobs).toEqual([]);
  });
});
