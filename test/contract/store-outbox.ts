import { describe, expect, test } from 'vitest';
import { PlaceName, type RolloutId } from '../../src/core/ids.ts';
import type { Append, OutboxItem } from '../../src/ports/store.ts';
import { anAppend, aRolloutId, aRolloutRow } from '../builders/events.ts';
import type { OpenedStore } from './store.ts';
import { aSlot } from './store-events.ts';

const place = PlaceName.parse('console');
const card = (rollout: RolloutId): Append['outbox'][number] => ({
  key: `${rollout}/card/console`,
  item: { kind: 'card', rollout, place },
});
const line = (rollout: RolloutId, number: number): Append['outbox'][number] => ({
  key: `${rollout}/line/${number}/console`,
  item: { kind: 'line', rollout, place, text: `line ${number}` },
});

export function outboxCases(it: () => OpenedStore): void {
  describe('the outbox', () => {
    /** Appends one event and puts `outbox` in; the ids it is told to deliver. */
    async function put(rollout: RolloutId, seq: number, outbox: Append['outbox'], at = 1000) {
      const events = seq === 0 ? {} : { events: [{ kind: 'noted', text: 'n' } as const] };
      const append = anAppend(rollout, { expectedSeq: seq, at, outbox, ...events });
      const result = await it().store.append(append);
      if (result.kind !== 'appended') throw new TypeError(result.kind);
      return result.outbox;
    }
    async function pending(rollout: RolloutId, now = 1_000_000): Promise<readonly OutboxItem[]> {
      const rows = await it().store.pending(now, 1000);
      return rows.filter(({ item }) => item.rollout === rollout).map(({ item }) => item);
    }

    test('has what was appended with the events, in order, and tells its ids', async () => {
      const { store } = it();
      const id = aRolloutId();
      const ids = await put(id, 0, [card(id), line(id, 1)]);
      expect(await pending(id)).toEqual([card(id).item, line(id, 1).item]);
      expect(ids).toHaveLength(2);
      expect(await store.row(ids[0] ?? 0)).toEqual({ id: ids[0], ...card(id), attempts: 0 });
      expect(await store.row(987_654)).toBeNull();
      expect(await store.peek(ids[0] ?? 0)).toEqual(card(id).item);
    });

    test('has nothing of an append that failed', async () => {
      const { store } = it();
      const [id, other, slot] = [aRolloutId(), aRolloutId(), aSlot()];
      await put(id, 0, []);
      await store.append(anAppend(id, { expectedSeq: 7, outbox: [card(id)] }));
      expect(await pending(id)).toEqual([]);
      await store.append(anAppend(aRolloutId(), { row: aRolloutRow(other, { ...slot, owns: true }) }));
      await store.append(
        anAppend(id, {
          expectedSeq: 1,
          row: aRolloutRow(id, { ...slot, owns: true }),
          outbox: [line(id, 1)],
        }),
      );
      expect(await pending(id)).toEqual([]);
    });

    test('keeps what is not due, and what failed, until its time', async () => {
      const { store } = it();
      const id = aRolloutId();
      const [row = 0] = await put(id, 0, [line(id, 1)], 5000);
      expect(await pending(id, 4999)).toEqual([]);
      await store.failed(row, 'the place answered 503', 60_000);
      expect(await pending(id, 59_999)).toEqual([]);
      expect(await pending(id, 60_000)).toHaveLength(1);
      expect((await store.row(row))?.attempts).toBe(1);
    });

    test('says a line once, however often it is put in', async () => {
      const { store } = it();
      const id = aRolloutId();
      const [row = 0] = await put(id, 0, [line(id, 1)]);
      expect(await put(id, 1, [line(id, 1)])).toEqual([]);
      await store.delivered(row, 2000);
      expect(await put(id, 2, [line(id, 1)])).toEqual([]);
      expect(await pending(id)).toEqual([]);
      expect(await store.row(row)).toBeNull();
    });

    test('has one row per card, open again whenever it is put in again', async () => {
      const { store } = it();
      const id = aRolloutId();
      const [row = 0] = await put(id, 0, [card(id)]);
      expect(await put(id, 1, [card(id)])).toEqual([row]);
      expect(await pending(id)).toHaveLength(1);
      await store.row(row);
      await store.delivered(row, 2000);
      expect(await pending(id)).toEqual([]);
      expect(await put(id, 2, [card(id)])).toEqual([row]);
      expect(await pending(id)).toHaveLength(1);
    });

    test('keeps a card open that was put in again while it was being delivered', async () => {
      const { store } = it();
      const id = aRolloutId();
      const [row = 0] = await put(id, 0, [card(id)]);
      await store.row(row);
      await put(id, 1, [card(id)]);
      await store.delivered(row, 2000);
      expect(await pending(id)).toHaveLength(1);
      await store.row(row);
      await store.delivered(row, 3000);
      expect(await pending(id)).toEqual([]);
    });
  });
}
