import { expect, it } from 'vitest';
import { lookOnce } from '../../../handlers/jobs/guard.ts';
import { watchedShop } from '../watched-shop.ts';

const shop = watchedShop();

/** What the guard does at each of its rounds. */
async function guard(): Promise<void> {
  await shop.world.wired.lastKnown.refresh();
  for (const rollout of shop.world.wired.lastKnown.live()) await lookOnce(shop.world.wired.guard, rollout);
}

it.each([true, 'silent'] as const)('takes traffic back while the store is away (%s)', async (away) => {
  const id = await shop.observed();
  shop.world.faults.store = away;
  await guard();
  expect(shop.world.wired.lastKnown.answers()).toBe(false);
  expect(shop.last()).toMatchObject({ kind: 'split', weight: 10 });
  shop.router.canaryErrors = 0.5;
  shop.world.later(1000);
  await guard();
  expect(shop.last()).toMatchObject({ kind: 'stable', stable: { version: 'v1' } });
  shop.world.faults.store = false;
  expect(await shop.phaseOf(id)).toBe('observing');
});

it('keeps renewing the split that stands, and goes no step forward', async () => {
  await shop.observed();
  shop.world.faults.store = true;
  for (let round = 0; round < 30; round += 1) {
    shop.world.later(1000);
    await guard();
    expect(shop.last()).toMatchObject({ kind: 'split', weight: 10 });
  }
});

it('lets a rule come to act although nothing can be remembered elsewhere', async () => {
  await shop.observed();
  shop.world.faults.store = true;
  shop.router.canaryErrors = 0.1;
  await guard();
  for (const wanted of ['split', 'split', 'stable']) {
    shop.world.later(1000);
    await guard();
    expect(shop.last()?.kind).toBe(wanted);
  }
});

it('writes what it owes before anything sets the split again, whoever looks first', async () => {
  const id = await shop.observed();
  shop.world.faults.store = true;
  shop.router.canaryErrors = 0.5;
  shop.world.later(1000);
  await guard();
  shop.router.canaryErrors = 0;
  shop.world.faults.store = false;
  // Another worker, that has seen none of it, goes on with the rollout before this one has written.
  for (const text of ['one', 'two', 'three', 'four']) await shop.world.say(`note shop "${text}"`);
  const read = await shop.world.wired.ledger.load(id);
  if (read !== null) await shop.world.wired.guard.moveTraffic(read);
  expect(shop.last()).toMatchObject({ kind: 'stable' });
  await shop.world.wired.guard.advance(id);
  expect(await shop.phaseOf(id)).toBe('rolled-back');
  expect(await shop.world.kinds(id)).toContain('rollback-ordered');
});

it('writes what it owes though nobody else has seen how long the limit had been broken', async () => {
  const id = await shop.observed();
  shop.world.faults.store = true;
  shop.router.canaryErrors = 0.1;
  await guard();
  for (let second = 0; second < 3; second += 1) {
    shop.world.later(1000);
    await guard();
  }
  expect(shop.last()).toMatchObject({ kind: 'stable' });
  shop.router.canaryErrors = 0;
  shop.world.faults.store = false;
  await shop.world.say('note shop "somebody writes first"');
  await shop.world.wired.guard.advance(id);
  expect(await shop.phaseOf(id)).toBe('rolled-back');
  expect(await shop.world.kinds(id)).toContain('rollback-ordered');
});

it('leaves a rollout alone that another worker has taken further meanwhile', async () => {
  const id = await shop.observed();
  const old = await shop.world.wired.ledger.load(id);
  await shop.world.say(`rollback ${id} "somebody saw something"`);
  await shop.world.work();
  expect(shop.last()).toMatchObject({ kind: 'stable' });
  const orders = shop.router.orders.length;
  shop.world.faults.store = true;
  if (old !== null) await lookOnce(shop.world.wired.guard, old);
  expect(shop.router.orders).toHaveLength(orders);
});
