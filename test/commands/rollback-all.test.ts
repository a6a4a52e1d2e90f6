import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../src/core/ids.ts';
import { makeUnreadable } from '../handlers/make-unreadable.ts';
import { type MemoryRouter, memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { twoServices } from './configuration.ts';

let world: World;
let router: MemoryRouter;
let shop: RolloutId;
let api: RolloutId;

beforeAll(async () => {
  router = memoryRouter();
  world = await openWorld(twoServices, router);
  shop = await live('deploy shop v2');
  api = await live('deploy api 1.1 to production');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const phaseOf = async (id: RolloutId) => (await world.store.find(id))?.phase;

async function live(text: string): Promise<RolloutId> {
  const id = await world.rolloutOf(text);
  await world.workUntil(async () => (await phaseOf(id)) === 'observing');
  return id;
}

describe('rollback --all that names one besides', () => {
  it.each([['rollback shop --all'], ['rollback --all "Shop"'], ['rollback r-0123456789 --all']])(
    '%s is asked what it means, and changes nothing',
    async (line) => {
      expect(await world.say(line)).toMatchObject({ kind: 'refused', code: 'one-or-all' });
      expect(await phaseOf(shop)).toBe('observing');
      expect(await phaseOf(api)).toBe('observing');
    },
  );
});

describe('rollback --all, when something is wrong with one of them', () => {
  it('counts a role that is lent, where those of belay.yml do not suffice', async () => {
    expect(await world.say('delegate lead to ana --for 1d "asleep"')).toMatchObject({ kind: 'done' });
    const reply = await world.say('rollback --all "everything burns"', 'ana');
    expect(reply).toMatchObject({ kind: 'done', sentence: expect.stringMatching(/^Everything live was/) });
    expect(await phaseOf(shop)).toMatch(/^roll(ing-|ed-)back$/);
    expect(await phaseOf(api)).toMatch(/^roll(ing-|ed-)back$/);
  });

  it('takes back the others when a router fails in a way nobody thought of, and says which one', async () => {
    world.later(60_000);
    await world.work();
    shop = await live('deploy shop v2');
    api = await live('deploy api 1.1 to production');
    const { apply } = router;
    router.apply = (routing, ...order) =>
      routing.router === 'production' ? Promise.reject(new TypeError('boom')) : apply(routing, ...order);
    const reply = await world.say('rollback --all "everything burns"');
    router.apply = apply;
    expect(reply).toMatchObject({
      kind: 'done',
      sentence: expect.stringMatching(
        /^1 of 2 were .*\n- api in production: something went wrong .*`rollback r-\w+ --emergency/,
      ),
    });
    await world.work();
    expect(await phaseOf(api)).toMatch(/^roll(ing-|ed-)back$/);
  });

  it('takes back the others when the log of one cannot be read, and says so first', async () => {
    world.later(60_000);
    await world.work();
    shop = await live('deploy shop v2');
    api = await live('deploy api 1.1 to production');
    await makeUnreadable(world, api);
    const reply = await world.say('rollback --all "everything burns"');
    expect(reply).toMatchObject({
      kind: 'done',
      sentence: expect.stringMatching(
        new RegExp(`^1 of 2 were .*\n- api in production: ${api} cannot be read .*by hand`),
      ),
    });
    expect(await phaseOf(shop)).toMatch(/^roll(ing-|ed-)back$/);
  });
});
