import { describe, expect, test } from 'vitest';
import type { FreezeOrder } from '../../src/core/freezes/order.ts';
import { PersonId, PlaceName } from '../../src/core/ids.ts';
import type { Lock, PostedMessage } from '../../src/ports/store.ts';
import { aPerson, aRolloutId, belay } from '../builders/events.ts';
import type { OpenedStore } from './store.ts';
import { aSlot } from './store-events.ts';

const ada = PersonId.parse('ada');
const grace = PersonId.parse('grace');

export function hostedCases(it: () => OpenedStore): void {
  describe('locks', () => {
    const aLock = (slot: ReturnType<typeof aSlot>, owner = ada, since = 1000): Lock => ({
      ...slot,
      owner,
      reason: `because ${owner}`,
      since,
      until: null,
      while: null,
    });

    test('are held by the first, whom the second is told', async () => {
      const { locks } = it().store;
      const slot = aSlot();
      expect(await locks.current(slot)).toBeNull();
      expect(await locks.lock(aLock(slot), aPerson('ada'))).toEqual(aLock(slot));
      expect(await locks.lock(aLock(slot, grace, 2000), aPerson('grace'))).toEqual(aLock(slot));
      expect(await locks.current(slot)).toEqual(aLock(slot));
      await locks.unlock(slot, aPerson('grace'), 3000);
      expect(await locks.current(slot)).toBeNull();
      await locks.unlock(slot, aPerson('grace'), 3001);
      expect((await locks.lock(aLock(slot, grace, 4000), aPerson('grace'))).owner).toBe(grace);
    });

    test('taken by many at once have one owner', async () => {
      const { locks } = it().store;
      const slot = aSlot();
      const people = Array.from({ length: 6 }, (_, index) => PersonId.parse(`person-${index}`));
      const held = await Promise.all(
        people.map((person) => locks.lock(aLock(slot, person), aPerson(person))),
      );
      expect(new Set(held.map(({ owner }) => owner))).toHaveLength(1);
    });

    test('are in the log with who took and freed them', async () => {
      const { locks, rows } = it().store;
      const slot = aSlot();
      await locks.lock(aLock(slot), aPerson('ada'));
      await locks.unlock(slot, belay, 2000);
      const found: unknown[] = [];
      for await (const row of rows(1)) {
        if (row.stream === `lock/${slot.service}/${slot.environment}`)
          found.push([row.seq, row.actor, row.data]);
      }
      expect(found).toEqual([
        [1, aPerson('ada'), { kind: 'locked', ...slot, owner: 'ada', reason: 'because ada' }],
        [2, belay, { kind: 'unlocked', ...slot }],
      ]);
    });
  });

  describe('orders to freeze', () => {
    const order = (environment: FreezeOrder['environment'], since = 1000): FreezeOrder => ({
      environment,
      owner: ada,
      reason: 'a leak',
      since,
      until: null,
    });

    test('are what was ordered last, for one environment or for all', async () => {
      const { freezes, rows } = it().store;
      const { environment } = aSlot();
      expect(await freezes.current(environment)).toBeNull();
      await freezes.freeze(order(environment), aPerson('ada'));
      await freezes.freeze({ ...order(environment, 2000), until: 9000 }, aPerson('ada'));
      expect(await freezes.current(environment)).toEqual({ ...order(environment, 2000), until: 9000 });
      await freezes.freeze(order('*'), aPerson('ada'));
      expect(await freezes.current('*')).toEqual(order('*'));
      await freezes.unfreeze(environment, aPerson('grace'), 3000);
      await freezes.unfreeze(environment, aPerson('grace'), 3001);
      expect(await freezes.current(environment)).toBeNull();
      expect(await freezes.current('*')).toEqual(order('*'));
      await freezes.unfreeze('*', belay, 4000);
      const found: unknown[] = [];
      for await (const row of rows(1)) {
        if (row.stream === `freeze/${environment}`) found.push([row.seq, row.actor, row.data]);
      }
      const frozen = { kind: 'frozen', environment, owner: 'ada', reason: 'a leak' };
      expect(found).toEqual([
        [1, aPerson('ada'), frozen],
        [2, aPerson('ada'), { ...frozen, until: 9000 }],
        [3, aPerson('grace'), { kind: 'unfrozen', environment }],
      ]);
    });

    test('given by many at once leave one', async () => {
      const { freezes } = it().store;
      const { environment } = aSlot();
      await Promise.all(
        Array.from({ length: 5 }, (_, index) => freezes.freeze(order(environment, index), aPerson('ada'))),
      );
      expect(await freezes.current(environment)).toMatchObject({ reason: 'a leak' });
    });
  });

  describe('levels of error budgets', () => {
    test('are what was kept last, and change nothing when nothing changes', async () => {
      const { budgets, rows } = it().store;
      const key = { ...aSlot(), budget: 'requests' };
      expect(await budgets.current(key)).toBeNull();
      await budgets.keep(key, 'frozen', 0.08, 1000);
      await budgets.keep(key, 'frozen', 0.07, 2000);
      expect(await budgets.current(key)).toEqual({ level: 'frozen', remaining: 0.08, since: 1000 });
      expect(await budgets.current({ ...key, budget: 'payments' })).toBeNull();
      await budgets.keep(key, 'open', 0.3, 3000);
      expect(await budgets.current(key)).toEqual({ level: 'open', remaining: 0.3, since: 3000 });
      const found: unknown[] = [];
      for await (const row of rows(1)) {
        if (row.stream === `budget/requests/${key.service}/${key.environment}`)
          found.push([row.seq, row.data]);
      }
      expect(found).toEqual([
        [1, { kind: 'budget-level', ...key, level: 'frozen', remaining: 0.08 }],
        [2, { kind: 'budget-level', ...key, level: 'open', remaining: 0.3 }],
      ]);
    });

    test('kept by several at once are kept once', async () => {
      const { budgets } = it().store;
      const key = { ...aSlot(), budget: 'requests' };
      await Promise.all(Array.from({ length: 6 }, () => budgets.keep(key, 'warn', 0.2, 1000)));
      expect(await budgets.current(key)).toMatchObject({ level: 'warn' });
    });
  });

  describe('leases', () => {
    test('are held by one until they are released or run out', async () => {
      const { leases } = it().store;
      const name = `step/${aRolloutId()}`;
      expect(await leases.acquire(name, 'a', 1000, 5000)).toBe(true);
      expect(await leases.acquire(name, 'b', 4999, 9000)).toBe(false);
      expect(await leases.acquire(name, 'a', 4000, 6000)).toBe(true);
      expect(await leases.acquire(name, 'b', 5999, 9000)).toBe(false);
      expect(await leases.acquire(name, 'b', 6000, 9000)).toBe(true);
      await leases.release(name, 'a');
      expect(await leases.acquire(name, 'a', 6001, 9000)).toBe(false);
      await leases.release(name, 'b');
      expect(await leases.acquire(name, 'a', 6002, 9000)).toBe(true);
    });

    test('wanted by many at once go to one', async () => {
      const { leases } = it().store;
      const name = `step/${aRolloutId()}`;
      const got = await Promise.all(
        Array.from({ length: 8 }, (_, index) => leases.acquire(name, `worker ${index}`, 1000, 2000)),
      );
      expect(got.filter(Boolean)).toHaveLength(1);
    });
  });

  describe('messages', () => {
    const message = (
      place: PlaceName,
      rollout: PostedMessage['rollout'],
      key: string,
      body: unknown,
    ): Omit<PostedMessage, 'revision'> => ({ key, place, rollout, kind: 'card', body, at: 1000 });

    test('are read by what changed since, edited ones once, and in a thread in the order of posting', async () => {
      const { messages } = it().store;
      const [place, id] = [PlaceName.parse('console-messages'), aRolloutId()];
      await messages.post(message(place, id, 'card', { text: 'one' }));
      await messages.post({ ...message(place, id, 'line', 'said'), kind: 'line' });
      const first = await messages.since(place, 0, 10);
      expect(first.map(({ key, body }) => [key, body])).toEqual([
        ['card', { text: 'one' }],
        ['line', 'said'],
      ]);
      const seen = first.at(-1)?.revision ?? 0;
      await messages.post({ ...message(place, id, 'card', { text: 'two' }), at: 2000 });
      expect(await messages.since(place, seen, 10)).toEqual([
        { ...message(place, id, 'card', { text: 'two' }), at: 2000, revision: seen + 1 },
      ]);
      expect((await messages.thread(place, id)).map(({ key }) => key)).toEqual(['card', 'line']);
      expect(await messages.since(PlaceName.parse('elsewhere'), 0, 10)).toEqual([]);
    });

    test('posted by many at once have revisions of their own', async () => {
      const { messages } = it().store;
      const [place, id] = [PlaceName.parse('busy'), aRolloutId()];
      await Promise.all(
        Array.from({ length: 10 }, (_, i) => messages.post(message(place, id, `key ${i}`, i))),
      );
      const revisions = (await messages.since(place, 0, 100)).map(({ revision }) => revision);
      expect(new Set(revisions)).toHaveLength(10);
    });
  });

  describe('documents', () => {
    test('are kept, the newest in place of the one before', async () => {
      const { documents } = it().store;
      const rollout = aRolloutId();
      const tree = {
        title: 'Checklist',
        summary: 'Ready.',
        draftedBy: 'template' as const,
        draftedWhy: 'no model',
        at: 1000,
        blocks: [{ kind: 'paragraph' as const, text: 'all well' }],
      };
      expect(await documents.get({ rollout, document: 'checklist', part: '' })).toBeNull();
      await documents.save({ rollout, document: 'checklist', part: '', tree, at: 1000 });
      await documents.save({
        rollout,
        document: 'checklist',
        part: '',
        tree: { ...tree, summary: 'Not ready.' },
        at: 2000,
      });
      expect(await documents.get({ rollout, document: 'checklist', part: '' })).toEqual({
        rollout,
        document: 'checklist',
        part: '',
        tree: { ...tree, summary: 'Not ready.' },
        at: 2000,
      });
      expect(await documents.get({ rollout, document: 'report', part: '' })).toBeNull();
    });
  });

  test('answers a ping', async () => {
    await it().store.ping();
  });
}
