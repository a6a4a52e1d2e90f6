import { describe, expect, test } from 'vitest';
import { PlaceName, type RolloutId } from '../../src/core/ids.ts';
import type { Delivery } from '../../src/ports/inbox.ts';
import type { Post } from '../../src/ports/posts.ts';
import type { Append } from '../../src/ports/store.ts';
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
      (await it().store.inbox.claim('bot-2', [place], now, 1000)).filter(({ key }) => key === mine.key);

    test('takes a delivery once, of many that come at once', async () => {
      const { inbox } = it().store;
      const one = delivery();
      const taken = await Promise.all(Array.from({ length: 8 }, (_, bot) => inbox.take(one, `bot-${bot}`)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await inbox.take({ ...one, at: 99_000 }, 'bot-9')).toBe(false);
      expect(await inbox.take({ ...one, place: other }, 'bot-9')).toBe(true);
    });

    test('gives away what its bot did not finish once that is gone, and says how far it had come', async () => {
      const { inbox } = it().store;
      const one = delivery();
      await inbox.present('bot-1', 1000, 9000);
      await inbox.take(one, 'bot-1');
      expect(await inbox.begin(place, one.key)).toBe(true);
      expect(await inbox.begin(place, one.key)).toBe(false);
      expect(await claimed(8999, one)).toEqual([]);
      expect(await claimed(9000, one)).toEqual([{ ...one, begun: true, reply: null, attempts: 0 }]);
      expect(await claimed(9001, one)).toEqual([]);
      await inbox.gone('bot-1');
    });

    test('gives away at once what a bot left that said goodbye, and only of places that are asked for', async () => {
      const { inbox } = it().store;
      const [one, elsewhere] = [delivery(), delivery({ place: other })];
      await inbox.present('bot-3', 1000, 9000);
      for (const each of [one, elsewhere]) await inbox.take(each, 'bot-3');
      await inbox.gone('bot-3');
      expect(await claimed(1001, one)).toHaveLength(1);
      expect(await claimed(1001, elsewhere)).toEqual([]);
    });

    test('keeps the reply, and forgets nothing before its time', async () => {
      const { inbox } = it().store;
      const one = delivery({ at: 2000 });
      const reply = { kind: 'done', sentence: 'Done.\0', rollout: null } as const;
      await inbox.take(one, 'bot-2');
      await inbox.replied(place, one.key, reply);
      await inbox.later(place, one.key, 70_000);
      expect(await claimed(69_999, one)).toEqual([]);
      expect(await claimed(70_000, one)).toMatchObject([
        { reply: { sentence: 'Done.\u{fffd}' }, attempts: 1 },
      ]);
      await inbox.done(place, one.key);
      expect(await claimed(1_000_000, one)).toEqual([]);
      await inbox.forget(2000);
      expect(await inbox.take(one, 'bot-1')).toBe(false);
      await inbox.forget(2001);
      expect(await inbox.find(place, one.key)).toBeNull();
    });

    test('counts an answer in unknown words as none, and gives away what stands beside it', async () => {
      const { store, pool } = it();
      const [odd, plain] = [delivery(), delivery()];
      for (const each of [odd, plain]) await store.inbox.take(each, 'gone-1');
      await pool.query('UPDATE belay.inbox SET reply = $1 WHERE key = $2', ['{"kind":"sung"}', odd.key]);
      const left = await store.inbox.claim('bot-2', [place], 5000, 1000);
      expect(left.find(({ key }) => key === odd.key)?.reply).toBeNull();
      expect(left.some(({ key }) => key === plain.key)).toBe(true);
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
