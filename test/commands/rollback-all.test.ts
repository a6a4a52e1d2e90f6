import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../src/core/ids.ts';
import type { RolloutEvent } from '../../src/core/rollout/events.ts';
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

/** An event of a kind that does not exist yet, as a newer version would write it. */
async function makeUnreadable(rollout: RolloutId): Promise<void> {
  const row = await world.store.find(rollout);
  if (row === null) throw new TypeError();
  const event: unknown = { kind: 'teleported', to: 'the moon' };
  await world.store.append({
    rollout,
    expectedSeq: (await world.store.events(rollout)).length,
    at: world.now(),
    actor: { kind: 'belay' },
    events: [event as RolloutEvent],
    row,
    stable: null,
    outbox: [],
  });
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
    await makeUnreadable(api);
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
