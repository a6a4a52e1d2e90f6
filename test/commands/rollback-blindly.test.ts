import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { RolloutId } from '../../src/core/ids.ts';
import { nowhere } from '../handlers/jobs/shop.ts';
import { type MemoryRouter, memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';

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
  router.dead = false;
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

it.each([true, 'silent'] as const)(
  'moves traffic at once while the store is away (%s), and writes it down later',
  async (away) => {
    const id = await observed();
    world.faults.store = away;
    const reply = await world.say('rollback shop "checkout is slow"');
    expect(reply).toMatchObject({ kind: 'done', rollout: id });
    expect(reply).toHaveProperty('sentence', expect.stringContaining('not recorded yet'));
    expect(last()).toMatchObject({ kind: 'stable', stable: { version: 'v1' } });
    world.faults.store = false;
    const stop = new AbortController();
    const settling = world.wired.takeBack.settleUntil(stop.signal);
    await vi.waitFor(async () => expect(await world.kinds(id)).toContain('rollback-ordered'));
    stop.abort();
    await settling;
    await world.work();
    expect(await phaseOf(id)).toBe('rolled-back');
    expect((await world.events(id)).find(({ kind }) => kind === 'rollback-ordered')).toMatchObject({
      cause: { kind: 'person', reason: 'checkout is slow' },
    });
  },
);

it('still asks who is speaking', async () => {
  await observed();
  world.faults.store = true;
  expect(await world.say('rollback shop "no"', 'ana')).toMatchObject({ code: 'not-allowed' });
  expect(last()).toMatchObject({ kind: 'split' });
});

it('says what was live when it cannot tell what is meant, and that neither side did anything', async () => {
  const id = await observed();
  world.faults.store = true;
  const reply = await world.say('rollback built');
  expect(reply).toMatchObject({ code: 'store-unreachable', sentence: expect.stringContaining(id) });
  router.dead = true;
  expect(await world.say('rollback shop')).toMatchObject({ code: 'router-refused' });
});
