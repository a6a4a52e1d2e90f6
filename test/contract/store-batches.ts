import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/adapters/store/postgres-store.ts';
import { verifier } from '../../src/core/audit/verify.ts';
import type { PlaceName, RolloutId } from '../../src/core/ids.ts';
import type { Recorded, RolloutEvent } from '../../src/core/rollout/events.ts';
import type { Append, Slot, Store } from '../../src/ports/store.ts';
import { anAppend, aRolloutId, aRolloutRow } from '../builders/events.ts';
import type { OpenedStore } from './store.ts';
import { aSlot } from './store-events.ts';

const noted = (text: string): RolloutEvent => ({ kind: 'noted', text });

/** A rollout that owns a slot of its own. */
function begins(id: RolloutId, slot: Slot = aSlot()): Append {
  return anAppend(id, { row: aRolloutRow(id, { ...slot, phase: 'preparing', owns: true }) });
}

/** What a process does that appends many decisions at the same time. */
export function batchCases(it: () => OpenedStore): void {
  describe('appends at the same time', () => {
    test('are all there afterwards, each with its row and its messages', async () => {
      const { store } = it();
      const ids = Array.from({ length: 150 }, () => aRolloutId());
      const place = 'console' as PlaceName;
      const results = await Promise.all(
        ids.map((id) => {
          const outbox = [{ key: `card/${id}`, item: { kind: 'card', rollout: id, place } as const }];
          return store.append({ ...begins(id), outbox, events: [...anAppend(id).events, noted(id)] });
        }),
      );
      expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['appended']));
      for (const [index, id] of ids.entries()) {
        expect((await store.events(id)).map(({ seq }) => seq)).toEqual([1, 2]);
        expect(await store.find(id)).toMatchObject({ id, owns: true });
        const result = results[index];
        const [row] = result?.kind === 'appended' ? result.outbox : [];
        expect((await store.row(row ?? 0))?.key).toBe(`card/${id}`);
      }
      expect(await audit(store)).toEqual([]);
    });

    test('of one rollout follow each other when each knows the one before', async () => {
      const { store } = it();
      const id = aRolloutId();
      const own = begins(id);
      const appends = [0, 1, 2, 3].map((expectedSeq) =>
        store.append(expectedSeq === 0 ? own : { ...own, expectedSeq, events: [noted(`${expectedSeq}`)] }),
      );
      expect((await Promise.all(appends)).map(({ kind }) => kind)).toEqual(Array(4).fill('appended'));
      expect((await store.find(id))?.id).toBe(id);
      expect(await store.events(id)).toHaveLength(4);
    });

    test('do not suffer from a conflict, a taken slot or nonsense among them', async () => {
      const { store } = it();
      const [taken, known] = [aSlot(), aRolloutId()];
      const owner = aRolloutId();
      await store.append(begins(owner, taken));
      await store.append(begins(known));
      const sound = Array.from({ length: 20 }, () => aRolloutId());
      const late = aRolloutId();
      const broken = aRolloutId();
      const all = await Promise.allSettled([
        ...sound.slice(0, 10).map((id) => store.append(begins(id))),
        store.append({ ...begins(known), expectedSeq: 0 }),
        store.append({ ...begins(known), expectedSeq: 5 }),
        store.append(begins(late, taken)),
        store.append({ ...begins(broken), at: 1.5 }),
        ...sound.slice(10).map((id) => store.append(begins(id))),
      ]);
      const others = all.splice(10, 4);
      expect(all.map((one) => one.status === 'fulfilled' && one.value.kind)).toEqual(
        sound.map(() => 'appended'),
      );
      expect(others).toMatchObject([
        { value: { kind: 'conflict' } },
        { value: { kind: 'conflict' } },
        { value: { kind: 'slot-taken', by: owner } },
        { status: 'rejected' },
      ]);
      for (const id of [late, broken]) expect(await store.find(id)).toBeNull();
      for (const id of [late, broken]) expect(await store.events(id)).toEqual([]);
      expect(await store.events(known)).toHaveLength(1);
      expect(await audit(store)).toEqual([]);
    });

    test('by several processes make one chain, and one of them wins each number', async () => {
      const { pool } = it();
      const stores = [it().store, await openStore(pool), await openStore(pool)];
      const shared = aRolloutId();
      await it().store.append(begins(shared));
      const appended = await Promise.all(
        stores.map(async (store, number) => {
          const won: boolean[] = [];
          for (let round = 0; round < 15; round += 1) {
            const own = Array.from({ length: 4 }, () => store.append(begins(aRolloutId())));
            const expectedSeq = (await store.events(shared)).length;
            const append = anAppend(shared, { expectedSeq, events: [noted(`${number}`)] });
            const contested = store.append({ ...append, row: aRolloutRow(shared, aSlot()) });
            expect((await Promise.all(own)).map(({ kind }) => kind)).toEqual(own.map(() => 'appended'));
            won.push((await contested).kind === 'appended');
          }
          return won.filter(Boolean).length;
        }),
      );
      const events = await it().store.events(shared);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
      expect(events).toHaveLength(1 + appended.reduce((sum, one) => sum + one, 0));
      expect(await audit(it().store)).toEqual([]);
    });
  });

  describe('readings at the same time', () => {
    test('each get their own rollout from where they asked, and its next time', async () => {
      const { store } = it();
      const ids = Array.from({ length: 100 }, () => aRolloutId());
      await Promise.all(
        ids.map((id, number) =>
          store.append({
            ...begins(id),
            events: [...anAppend(id).events, noted(`${number}`)],
            row: aRolloutRow(id, { ...aSlot(), nextAt: number + 1 }),
          }),
        ),
      );
      const read = await Promise.all(ids.map((id, number) => store.readOn(id, number % 3)));
      for (const [number, found] of read.entries()) {
        expect(found?.nextAt).toBe(number + 1);
        expect(found?.events).toEqual((await store.events(ids[number] as RolloutId)).slice(number % 3));
      }
      expect(await store.readOn(aRolloutId(), 0)).toBeNull();
    });

    test('of a long history come in parts, each saying whether there is more', async () => {
      const { store } = it();
      const id = aRolloutId();
      const notes = Array.from({ length: 450 }, (_, number) => noted(`${number}`));
      await store.append({ ...begins(id), events: [...anAppend(id).events, ...notes] });
      const all = await store.events(id);
      const parts: Recorded[][] = [];
      for (let after = 0, more = true; more; ) {
        const found = await store.readOn(id, after);
        parts.push([...(found?.events ?? [])]);
        more = found?.more ?? false;
        after = parts.at(-1)?.at(-1)?.seq ?? after;
      }
      expect(parts.length).toBeGreaterThan(1);
      expect(parts.flat()).toEqual(all);
    });
  });
}

async function audit(store: Store) {
  const audited = verifier();
  for await (const row of store.rows(1)) audited.row(row);
  return audited.end(await store.head());
}
