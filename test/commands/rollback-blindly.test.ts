import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { watchedShop } from '../handlers/watched-shop.ts';

const shop = watchedShop();

/** While the test runs `until`, what is owed is settled as the bot does. */
async function settling(until: () => Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  const running = shop.world.wired.takeBack.settleUntil(stop.signal);
  await until();
  stop.abort();
  await running;
}

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
    await shop.world.wired.lastKnown.refresh();
    await settling(() =>
      vi.waitFor(async () => expect(await shop.world.kinds(id)).toContain('rollback-ordered')),
    );
    await shop.world.work();
    expect(await shop.phaseOf(id)).toBe('rolled-back');
    expect((await shop.world.events(id)).find(({ kind }) => kind === 'rollback-ordered')).toMatchObject({
      cause: { kind: 'person', reason: 'checkout is slow' },
    });
  },
);

it('says again that traffic is back, of what was rolled back before the store fell silent', async () => {
  const id = await shop.observed();
  await shop.world.say('rollback shop "slow"');
  await shop.world.wired.lastKnown.refresh();
  shop.world.faults.store = true;
  for (const text of ['rollback shop "slow"', `rollback ${id} --emergency "slow"`, 'rollback --all "slow"']) {
    const reply = await shop.world.say(text);
    expect(reply).toMatchObject({
      kind: 'done',
      sentence: expect.stringContaining('is being rolled back already: all traffic goes to v1 now'),
    });
  }
  expect(shop.last()).toMatchObject({ kind: 'stable' });
});

it('still asks who is speaking', async () => {
  await shop.observed();
  shop.world.faults.store = true;
  expect(await shop.world.say('rollback shop "no"', 'ana')).toMatchObject({ code: 'not-allowed' });
  expect(shop.last()).toMatchObject({ kind: 'split' });
});

it('takes traffic back again when somebody who does not know of it sets the split again', async () => {
  const id = await shop.observed();
  const [split] = shop.router.orders.slice(-1);
  shop.world.faults.store = true;
  await shop.world.wired.lastKnown.refresh();
  await shop.world.say('rollback shop "slow"');
  const { routing } = shop.world.wired.lastKnown.live().find((one) => one.id === id)?.plan ?? {};
  if (split === undefined || routing === undefined) expect.unreachable('a split was ordered');
  const { fence } = await shop.router.read(routing);
  await shop.router.apply(routing, split.wanted, fence);
  await settling(() => vi.waitFor(() => expect(shop.last()).toMatchObject({ kind: 'stable' })));
});

it('keeps trying when the router does not answer either, and says so', async () => {
  const id = await shop.observed();
  shop.world.faults.store = true;
  await shop.world.wired.lastKnown.refresh();
  shop.router.dead = true;
  const reply = await shop.world.say('rollback shop "slow"');
  expect(reply).toMatchObject({ code: 'router-refused', sentence: expect.stringContaining('keeps trying') });
  shop.router.dead = false;
  await settling(() => vi.waitFor(() => expect(shop.last()).toMatchObject({ kind: 'stable' })));
  shop.world.faults.store = false;
  await shop.world.wired.lastKnown.refresh();
  await settling(() =>
    vi.waitFor(async () => expect(await shop.world.kinds(id)).toContain('rollback-ordered')),
  );
});

it('does nothing later that was refused now', async () => {
  const id = await shop.observed();
  shop.world.wired.lastKnown.forget(id);
  shop.world.faults.store = 'silent';
  const reply = await shop.world.say('rollback shop "slow"');
  expect(reply).toMatchObject({ code: 'store-unreachable', sentence: expect.stringContaining('Nothing') });
  shop.world.faults.store = false;
  await sleep(200);
  expect(await shop.world.kinds(id)).not.toContain('rollback-ordered');
});

it('says what was live when it cannot tell what is meant', async () => {
  const id = await shop.observed();
  shop.world.faults.store = true;
  const reply = await shop.world.say('rollback built');
  expect(reply).toMatchObject({ code: 'store-unreachable', sentence: expect.stringContaining(id) });
});
