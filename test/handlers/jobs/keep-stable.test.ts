import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepStableOnce } from '../../../handlers/jobs/keep-stable.ts';
import type { Routing } from '../../../src/core/rollout/plan.ts';
import { type MemoryRouter, memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

let world: World;
let router: MemoryRouter;

beforeAll(async () => {
  router = memoryRouter();
  world = await openWorld(nowhere, router);
});

afterAll(() => world[Symbol.asyncDispose]());

const routing = () => world.config.slots[0]?.plan.routing as Routing;
const wanted = async () => (await router.read(routing())).wanted;

it('gives everybody the stable version where nothing has been ordered yet', async () => {
  await keepStableOnce(world.wired.keepStable);
  expect(await wanted()).toMatchObject({ kind: 'stable', stable: { version: 'v1' } });
});

it('orders nothing when all is as it should be', async () => {
  const before = router.orders.length;
  await keepStableOnce(world.wired.keepStable);
  expect(router.orders).toHaveLength(before);
});

it('does not fight a live rollout', async () => {
  const id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
  await keepStableOnce(world.wired.keepStable);
  expect(await wanted()).toMatchObject({ kind: 'split', weight: 10 });
});

it('does not bring the old version back when a rollout completes at that very moment', async () => {
  const [live] = await world.store.recent({}, 1);
  const isCompleted = async () =>
    live !== undefined && (await world.store.find(live.id))?.phase === 'completed';
  // The new version is everybody's already, and that is about to be written.
  world.faults.append = 'completed';
  await expect(world.workUntil(isCompleted)).rejects.toThrow('disk is full');
  expect(await wanted()).toMatchObject({ kind: 'stable', stable: { version: 'v2' } });
  const { keepStable } = world.wired;
  await keepStableOnce({
    ...keepStable,
    findStable: async (slot) => {
      const asked = await keepStable.findStable(slot);
      world.faults.append = false;
      world.later(3000);
      if (live !== undefined)
        world.jobs.push({ job: { kind: 'advance', rollout: live.id }, at: world.now() });
      await world.workUntil(isCompleted);
      return asked;
    },
  });
  world.faults.append = false;
  if (live !== undefined) world.jobs.push({ job: { kind: 'advance', rollout: live.id }, at: world.now() });
  await world.workUntil(isCompleted);
  expect(await wanted()).toMatchObject({ kind: 'stable', stable: { version: 'v2' } });
});

it('sets it again when somebody has changed it, and survives a router that is dead', async () => {
  const stranger = { version: 'v1', url: 'http://127.0.0.1:4101' } as never;
  await router.apply(routing(), { kind: 'stable', stable: stranger }, Number.MAX_SAFE_INTEGER);
  router.dead = true;
  await expect(keepStableOnce(world.wired.keepStable)).resolves.toBeUndefined();
  router.dead = false;
  await keepStableOnce(world.wired.keepStable);
  expect(await wanted()).toMatchObject({ kind: 'stable', stable: { version: 'v2' } });
});
