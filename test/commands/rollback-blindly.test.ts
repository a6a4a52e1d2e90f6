import { expect, it, vi } from 'vitest';
import { watchedShop } from '../handlers/watched-shop.ts';

const shop = watchedShop();

it.each([true, 'silent'] as const)(
  'moves traffic at once while the store is away (%s), and writes it down later',
  async (away) => {
    const id = await shop.observed();
    shop.world.faults.store = away;
    const reply = await shop.world.say('rollback shop "checkout is slow"');
    expect(reply).toMatchObject({ kind: 'done', rollout: id });
    expect(reply).toHaveProperty('sentence', expect.stringContaining('not recorded yet'));
    expect(shop.last()).toMatchObject({ kind: 'stable', stable: { version: 'v1' } });
    shop.world.faults.store = false;
    const stop = new AbortController();
    const settling = shop.world.wired.takeBack.settleUntil(stop.signal);
    await vi.waitFor(async () => expect(await shop.world.kinds(id)).toContain('rollback-ordered'));
    stop.abort();
    await settling;
    await shop.world.work();
    expect(await shop.phaseOf(id)).toBe('rolled-back');
    expect((await shop.world.events(id)).find(({ kind }) => kind === 'rollback-ordered')).toMatchObject({
      cause: { kind: 'person', reason: 'checkout is slow' },
    });
  },
);

it('still asks who is speaking', async () => {
  await shop.observed();
  shop.world.faults.store = true;
  expect(await shop.world.say('rollback shop "no"', 'ana')).toMatchObject({ code: 'not-allowed' });
  expect(shop.last()).toMatchObject({ kind: 'split' });
});

it('says what was live when it cannot tell what is meant, and that neither side did anything', async () => {
  const id = await shop.observed();
  shop.world.faults.store = true;
  const reply = await shop.world.say('rollback built');
  expect(reply).toMatchObject({ code: 'store-unreachable', sentence: expect.stringContaining(id) });
  shop.router.dead = true;
  expect(await shop.world.say('rollback shop')).toMatchObject({ code: 'router-refused' });
});
