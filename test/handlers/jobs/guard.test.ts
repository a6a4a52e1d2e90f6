import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { lookOnce } from '../../../handlers/jobs/guard.ts';
import type { RolloutId } from '../../../src/core/ids.ts';
import { type MemoryRouter, memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

let router: MemoryRouter;
let world: World;

beforeAll(async () => {
  router = memoryRouter();
  world = await openWorld(nowhere, router);
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

afterEach(async () => {
  Object.assign(world.faults, { append: false, queue: false, store: false });
  router.canaryErrors = 0;
  await world.wired.lastKnown.refresh();
  for (const { id } of world.wired.lastKnown.live()) await world.say(`rollback ${id}`);
  world.later(2000);
  await world.work();
});

const phaseOf = async (id: RolloutId) => (await world.store.find(id))?.phase;
const last = () => router.orders.at(-1)?.wanted;

async function observed(): Promise<RolloutId> {
  const id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await phaseOf(id)) === 'observing');
  return id;
}

/** What the guard does at each of its rounds. */
async function guard(): Promise<void> {
  await world.wired.lastKnown.refresh();
  for (const rollout of world.wired.lastKnown.live()) await lookOnce(world.wired.guard, rollout);
}

it.each([true, 'silent'] as const)('takes traffic back while the store is away (%s)', async (away) => {
  const id = await observed();
  world.faults.store = away;
  await guard();
  expect(world.wired.lastKnown.answers()).toBe(false);
  expect(last()).toMatchObject({ kind: 'split', weight: 10 });
  router.canaryErrors = 0.5;
  world.later(1000);
  await guard();
  expect(last()).toMatchObject({ kind: 'stable', stable: { version: 'v1' } });
  world.faults.store = false;
  expect(await phaseOf(id)).toBe('observing');
});

it('keeps renewing the split that stands, and goes no step forward', async () => {
  await observed();
  world.faults.store = true;
  for (let round = 0; round < 30; round += 1) {
    world.later(1000);
    await guard();
    expect(last()).toMatchObject({ kind: 'split', weight: 10 });
  }
});

it('lets a rule come to act although nothing can be remembered elsewhere', async () => {
  await observed();
  world.faults.store = true;
  router.canaryErrors = 0.1;
  await guard();
  for (const wanted of ['split', 'split', 'stable']) {
    world.later(1000);
    await guard();
    expect(last()?.kind).toBe(wanted);
  }
});

it('writes what it owes before anything sets the split again, whoever looks first', async () => {
  const id = await observed();
  world.faults.store = true;
  router.canaryErrors = 0.5;
  world.later(1000);
  await guard();
  router.canaryErrors = 0;
  world.faults.store = false;
  // Another worker, that has seen none of it, goes on with the rollout before this one has written.
  for (const text of ['one', 'two', 'three', 'four']) await world.say(`note shop "${text}"`);
  const read = await world.wired.ledger.load(id);
  if (read !== null) await world.wired.guard.moveTraffic(read);
  expect(last()).toMatchObject({ kind: 'stable' });
  await world.wired.guard.advance(id);
  expect(await phaseOf(id)).toBe('rolled-back');
  expect(await world.kinds(id)).toContain('rollback-ordered');
});

it('writes what it owes though nobody else has seen how long the limit had been broken', async () => {
  const id = await observed();
  world.faults.store = true;
  router.canaryErrors = 0.1;
  await guard();
  for (let second = 0; second < 3; second += 1) {
    world.later(1000);
    await guard();
  }
  expect(last()).toMatchObject({ kind: 'stable' });
  router.canaryErrors = 0;
  world.faults.store = false;
  await world.say('note shop "somebody writes first"');
  await world.wired.guard.advance(id);
  expect(await phaseOf(id)).toBe('rolled-back');
  expect(await world.kinds(id)).toContain('rollback-ordered');
});

it('leaves a rollout alone that another worker has taken further meanwhile', async () => {
  const id = await observed();
  const old = await world.wired.ledger.load(id);
  await world.say(`rollback ${id} "somebody saw something"`);
  await world.work();
  expect(last()).toMatchObject({ kind: 'stable' });
  const orders = router.orders.length;
  world.faults.store = true;
  if (old !== null) await lookOnce(world.wired.guard, old);
  expect(router.orders).toHaveLength(orders);
});
