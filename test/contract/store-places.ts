import { describe, expect, test } from 'vitest';
import { PlaceName, type RolloutId } from '../../src/core/ids.ts';
import type { Append, Delivery, Post } from '../../src/ports/store.ts';
import { anAppend, aRolloutId } from '../builders/events.ts';
import type { OpenedStore } from './store.ts';

const place = PlaceName.parse('slack');
const other = PlaceName.parse('discord');
let keys = 0;

export function placeCases(it: () => OpenedStore): void {
  describe('the inbox', () => {
    const delivery = (over: Partial<Delivery> = {}): Delivery => {
      keys += 1;
      return { place, key: `trigger-${keys}`, at: 1000, payload: { text: 'status' }, ...over };
    };
    const claimed = async (now: number, mine: Delivery) =>
      (await it().store.inbox.claim('bot-2', now, now + 60_000, 1000)).filter(({ key }) => key === mine.key);

    test('takes a delivery once, of many that come at once', async () => {
      const { inbox } = it().store;
      const one = delivery();
      const taken = await Promise.all(
        Array.from({ length: 8 }, (_, bot) => inbox.take(one, `bot-${bot}`, 61_000)),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await inbox.take({ ...one, at: 99_000 }, 'bot-9', 99_000)).toBe(false);
      expect(await inbox.take({ ...one, place: other }, 'bot-9', 61_000)).toBe(true);
    });

    test('gives away what its bot did not finish, and says how far that had come', async () => {
      const { inbox } = it().store;
      const one = delivery();
      await inbox.take(one, 'bot-1', 61_000);
      const begun = await Promise.all([1, 2, 3].map(() => inbox.begin(place, one.key)));
      expect(begun.filter(Boolean)).toHaveLength(1);
      expect(await inbox.begin(place, delivery().key)).toBe(false);
      expect(await claimed(60_999, one)).toEqual([]);
      expect(await claimed(61_000, one)).toEqual([{ ...one, begun: true, reply: null, attempts: 0 }]);
      expect(await claimed(61_001, one)).toEqual([]);
    });

    test('keeps the reply, and forgets nothing before its time', async () => {
      const { inbox } = it().store;
      const one = delivery({ at: 2000 });
      const reply = { kind: 'done', sentence: 'Done.\0', rollout: null } as const;
      await inbox.take(one, 'bot-1', 62_000);
      await inbox.replied(place, one.key, reply);
      await inbox.later(place, one.key, 70_000);
      expect(await claimed(69_999, one)).toEqual([]);
      expect(await claimed(70_000, one)).toMatchObject([
        { reply: { sentence: 'Done.\u{fffd}' }, attempts: 1 },
      ]);
      await inbox.done(place, one.key);
      expect(await claimed(1_000_000, one)).toEqual([]);
      await inbox.forget(2000);
      expect(await inbox.take(one, 'bot-1', 62_000)).toBe(false);
      await inbox.forget(2001);
      expect(await inbox.find(place, one.key)).toBeNull();
    });
  });

  describe('posts', () => {
    const post = (over: Partial<Post> = {}): Post => {
      keys += 1;
      const rollout = aRolloutId();
      return { place, key: `card/${keys}`, rollout, ref: null, shown: '', at: 1000, ...over };
    };

    test('are kept by key, and found by the id that the place gave', async () => {
      const { posts } = it().store;
      const one = post();
      expect(await posts.get(place, one.key)).toBeNull();
      await posts.save(one);
      await posts.save({ ...one, ref: `C1/${one.key}`, shown: 'abc', at: 2000 });
      const kept = { ...one, ref: `C1/${one.key}`, shown: 'abc', at: 2000 };
      expect(await posts.get(place, one.key)).toEqual(kept);
      expect(await posts.find(place, `C1/${one.key}`)).toEqual(kept);
      expect(await posts.find(other, `C1/${one.key}`)).toBeNull();
      const line = post({ rollout: one.rollout });
      await posts.save(line);
      expect((await posts.of(place, one.rollout)).map(({ key }) => key)).toEqual([one.key, line.key]);
      await posts.remove(place, one.key);
      expect(await posts.get(place, one.key)).toBeNull();
    });
  });

  describe('what waits to be said on a place', () => {
    const row = (rollout: RolloutId, kind: 'card' | 'line', on = place): Append['outbox'][number] => {
      keys += 1;
      const item = kind === 'card' ? { kind, rollout, place: on } : { kind, rollout, place: on, text: 'x' };
      return { key: `${kind}/${rollout}/${on}/${kind === 'card' ? '' : keys}`, item };
    };
    async function put(rollout: RolloutId, seq: number, outbox: Append['outbox'], at = 1000) {
      const events = seq === 0 ? {} : { events: [{ kind: 'noted', text: 'n' } as const] };
      await it().store.append(anAppend(rollout, { expectedSeq: seq, at, outbox, ...events }));
    }

    test('is the card first and then the oldest first, whatever is due', async () => {
      const { store } = it();
      const id = aRolloutId();
      await put(id, 0, [row(id, 'line'), row(id, 'line', other), row(id, 'card')]);
      await put(id, 1, [row(id, 'line')], 2000);
      const waiting = await store.waiting(place, id);
      expect(waiting.map(({ kind, dueAt }) => [kind, dueAt])).toEqual([
        ['card', 1000],
        ['line', 1000],
        ['line', 2000],
      ]);
      await store.postpone(waiting[1]?.id ?? 0, 9000);
      await store.delivered(waiting[2]?.id ?? 0, 3000);
      expect((await store.waiting(place, id)).map(({ kind, dueAt }) => [kind, dueAt])).toEqual([
        ['card', 1000],
        ['line', 9000],
      ]);
      expect((await store.row(waiting[1]?.id ?? 0))?.attempts).toBe(0);
    });
  });
}
