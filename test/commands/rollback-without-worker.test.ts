import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RolloutId } from '../../src/core/ids.ts';
import { nowhere } from '../handlers/jobs/shop.ts';
import { type MemoryRouter, memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';

let world: World;
let router: MemoryRouter;

beforeAll(async () => {
  router = memoryRouter();
  world = await openWorld(nowhere, router);
});
afterAll(() => world[Symbol.asyncDispose]());

const served = () => router.orders.at(-1)?.wanted;

async function observed(version: string): Promise<RolloutId> {
  const id = await world.rolloutOf(`deploy shop ${version}`);
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
  expect(served()).toMatchObject({ kind: 'split', weight: 10 });
  return id;
}

test('a rollback has moved the traffic when it is answered, whether or not a worker is alive', async () => {
  const id = await observed('v2');
  expect(await world.say(`rollback ${id} "slow"`)).toMatchObject({ kind: 'done' });
  expect(served()).toMatchObject({ kind: 'stable', stable: { version: 'v1' } });
  await world.work();
});

test('a rollback that the router does not carry out says so', async () => {
  const id = await observed('v3');
  router.dead = true;
  const reply = await world.say(`rollback ${id} "slow"`);
  expect(reply).toMatchObject({
    kind: 'done',
    sentence: expect.stringContaining('The router has not done it yet: The router does not answer.'),
  });
  router.dead = false;
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'rolled-back');
  expect(served()).toMatchObject({ kind: 'stable' });
});
