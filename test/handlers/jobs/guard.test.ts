import { expect, it } from 'vitest';
import { lookOnce } from '../../../handlers/jobs/guard.ts';
import type { Target } from '../../../src/core/rollout/plan.ts';
import type { Wanted } from '../../../src/core/rollout/wanted.ts';
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

const routing = () => shop.world.config.slots[0]?.plan.routing ?? expect.unreachable('a shop has a route');
const v1 = { version: 'v1', url: 'http://127.0.0.1:4101' } as Target;
const v2 = { version: 'v2', url: 'http://127.0.0.1:4102' } as Target;

/** What somebody else orders from the router, after everything that this worker has ordered. */
async function ordered(wanted: Wanted, later: number): Promise<void> {
  const { fence } = await shop.router.read(routing());
  await shop.router.apply(routing(), wanted, fence + later);
}

it('does not undo what a person did by hand, and renews nothing that does not stand', async () => {
  await shop.observed();
  shop.world.faults.store = true;
  await ordered({ kind: 'stable', stable: v1 }, 0);
  for (let round = 0; round < 5; round += 1) {
    shop.world.later(1000);
    await guard();
    expect(shop.last()).toMatchObject({ kind: 'stable' });
  }
});

it('leaves a version alone that others have made stable meanwhile, whatever it sees of it', async () => {
  const id = await shop.observed();
  shop.world.faults.store = true;
  await guard();
  await ordered({ kind: 'stable', stable: v2 }, 20);
  shop.router.canaryErrors = 0.5;
  for (let round = 0; round < 5; round += 1) {
    shop.world.later(1000);
    await guard();
    expect(shop.last()).toMatchObject({ kind: 'stable', stable: { version: 'v2' } });
  }
  expect(shop.world.wired.lastKnown.live().map((one) => one.id)).not.toContain(id);
});

it('leaves a later rollout of the same version alone', async () => {
  await shop.observed();
  shop.world.faults.store = true;
  await ordered({ kind: 'split', stable: v1, canary: v2, weight: 50 }, 5_000_000);
  shop.router.canaryErrors = 0.5;
  shop.world.later(1000);
  await guard();
  expect(shop.last()).toMatchObject({ kind: 'split', weight: 50 });
});
