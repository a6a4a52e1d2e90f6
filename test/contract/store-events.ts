import { describe, expect, test } from 'vitest';
import { EnvironmentName, ServiceName } from '../../src/core/ids.ts';
import type { RolloutEvent } from '../../src/core/rollout/events.ts';
import { RolloutEvent as RolloutEventSchema } from '../../src/core/rollout/events.ts';
import { TrainId } from '../../src/core/trains/coach.ts';
import type { RolloutRow, Slot } from '../../src/ports/store.ts';
import { anAppend, aPerson, aRequest, aRolloutId, aRolloutRow, belay } from '../builders/events.ts';
import { aTarget } from '../builders/plan.ts';
import type { OpenedStore } from './store.ts';

let slots = 0;
/** A slot that no other test uses. */
export function aSlot(): Slot {
  slots += 1;
  return {
    service: ServiceName.parse(`service-${slots}`),
    environment: EnvironmentName.parse('production'),
  };
}

const noted = (text: string): RolloutEvent => ({ kind: 'noted', text });

export function eventCases(it: () => OpenedStore): void {
  describe('events', () => {
    test('are read back as they were appended, after the one asked for', async () => {
      const { store } = it();
      const id = aRolloutId();
      await store.append(anAppend(id, { at: 1000, actor: aPerson('ada') }));
      await store.append(
        anAppend(id, { expectedSeq: 1, at: 2000, actor: belay, events: [noted('a'), noted('b')] }),
      );
      expect(await store.events(id)).toEqual([
        { seq: 1, at: 1000, actor: aPerson('ada'), event: aRequest(id) },
        { seq: 2, at: 2000, actor: belay, event: noted('a') },
        { seq: 3, at: 2000, actor: belay, event: noted('b') },
      ]);
      expect((await store.events(id, 2)).map(({ seq }) => seq)).toEqual([3]);
      expect(await store.events(aRolloutId())).toEqual([]);
    });

    test('that expect another sequence than there is are a conflict and leave nothing', async () => {
      const { store } = it();
      const id = aRolloutId();
      await store.append(anAppend(id));
      const row = aRolloutRow(id, { phase: 'cancelled', open: false });
      expect(await store.append(anAppend(id, { expectedSeq: 0, row }))).toEqual({ kind: 'conflict' });
      expect(await store.append(anAppend(id, { expectedSeq: 2, row }))).toEqual({ kind: 'conflict' });
      expect(await store.events(id)).toHaveLength(1);
      expect(await store.find(id)).toEqual(aRolloutRow(id));
    });

    test('appended by many at once: one wins, the others learn of the conflict, none is lost', async () => {
      const { store } = it();
      const id = aRolloutId();
      await store.append(anAppend(id));
      let appended = 0;
      async function insist(name: string): Promise<void> {
        for (;;) {
          const expectedSeq = (await store.events(id)).length;
          const result = await store.append(anAppend(id, { expectedSeq, events: [noted(name)] }));
          if (result.kind !== 'appended') continue;
          expect(result.seq).toBe(expectedSeq + 1);
          appended += 1;
          return;
        }
      }
      await Promise.all(Array.from({ length: 10 }, (_, index) => insist(`writer ${index}`)));
      expect(appended).toBe(10);
      const events = await store.events(id);
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
      expect(new Set(events.map(({ event }) => (event.kind === 'noted' ? event.text : '')))).toHaveLength(11);
    });

    test('of many rollouts appended at once form one chain without gaps', async () => {
      const { store } = it();
      const before = (await store.head()).position;
      const ids = Array.from({ length: 12 }, () => aRolloutId());
      const results = await Promise.all(ids.map((id) => store.append(anAppend(id))));
      expect(results.map(({ kind }) => kind)).toEqual(ids.map(() => 'appended'));
      const positions: number[] = [];
      for await (const row of store.rows(before + 1)) positions.push(row.position);
      expect(positions).toEqual(ids.map((_id, index) => before + 1 + index));
    });

    test('may hold any text a program can print', async () => {
      const { store } = it();
      const id = aRolloutId();
      const output = 'nul \0, half a pair \ud800, quotes \' " \\, emoji 🧗, tab \t, line \n';
      const finished = RolloutEventSchema.parse({
        kind: 'step-finished',
        phase: 'prepare',
        step: 0,
        name: 'migrate',
        succeeded: true,
        sentence: 'done',
        output,
        took: 1,
      });
      const result = await store.append(anAppend(id, { events: [aRequest(id), finished] }));
      expect(result.kind).toBe('appended');
      const last = (await store.events(id)).at(-1)?.event;
      expect(last).toMatchObject({ output: output.replace('\0', '\u{fffd}').replace('\ud800', '\u{fffd}') });
    });
  });

  describe('the slot', () => {
    const owning = (id: ReturnType<typeof aRolloutId>, slot: Slot): RolloutRow =>
      aRolloutRow(id, { ...slot, phase: 'preparing', owns: true });

    test('has one owner; a second one is told who it is and leaves nothing', async () => {
      const { store } = it();
      const [first, second, slot] = [aRolloutId(), aRolloutId(), aSlot()];
      expect((await store.append(anAppend(first, { row: owning(first, slot) }))).kind).toBe('appended');
      expect(await store.append(anAppend(second, { row: owning(second, slot) }))).toEqual({
        kind: 'slot-taken',
        by: first,
      });
      expect(await store.events(second)).toEqual([]);
      expect(await store.find(second)).toBeNull();
      expect(await store.owner(slot)).toEqual(owning(first, slot));
    });

    test('wanted by many at once goes to one', async () => {
      const { store } = it();
      const slot = aSlot();
      const ids = Array.from({ length: 8 }, () => aRolloutId());
      const results = await Promise.all(
        ids.map((id) => store.append(anAppend(id, { row: owning(id, slot) }))),
      );
      expect(results.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === 'slot-taken')).toHaveLength(7);
    });

    test('is free for the next owner once the first gives it up', async () => {
      const { store } = it();
      const [first, second, slot] = [aRolloutId(), aRolloutId(), aSlot()];
      await store.append(anAppend(first, { row: owning(first, slot) }));
      const done = { ...owning(first, slot), phase: 'completed', owns: false } as const;
      await store.append(anAppend(first, { expectedSeq: 1, events: [noted('done')], row: done }));
      expect((await store.append(anAppend(second, { row: owning(second, slot) }))).kind).toBe('appended');
    });

    test('remembers who is stable, as the last append said', async () => {
      const { store } = it();
      const [id, slot] = [aRolloutId(), aSlot()];
      expect(await store.stable(slot)).toBeNull();
      const stable = { ...slot, target: aTarget('v2'), rollout: id };
      await store.append(anAppend(id, { row: aRolloutRow(id, slot), stable }));
      expect(await store.stable(slot)).toEqual(stable);
      const again = { ...stable, target: aTarget('v1') };
      await store.append(
        anAppend(id, { expectedSeq: 1, events: [noted('back')], row: aRolloutRow(id, slot), stable: again }),
      );
      expect(await store.stable(slot)).toEqual(again);
    });

    test('lists its queue oldest first and its rollouts newest first', async () => {
      const { store } = it();
      const [slot, a, b, c] = [aSlot(), aRolloutId(), aRolloutId(), aRolloutId()];
      for (const [id, requestedAt] of [[b, 200] as const, [a, 100] as const]) {
        await store.append(anAppend(id, { row: aRolloutRow(id, { ...slot, requestedAt }) }));
      }
      await store.append(anAppend(c, { row: { ...owning(c, slot), requestedAt: 300 } }));
      expect((await store.queued(slot)).map(({ id }) => id)).toEqual([a, b]);
      expect((await store.recent(slot, 10)).map(({ id }) => id)).toEqual([c, b, a]);
      expect((await store.recent({ service: slot.service }, 1)).map(({ id }) => id)).toEqual([c]);
      expect((await store.recent({}, 3)).length).toBe(3);
    });
  });

  test('the rollouts of a train are found by it, the oldest first, and no others', async () => {
    const { store } = it();
    const train = TrainId.parse(aRolloutId().replace('r-', 't-'));
    const [web, api, alone] = [aRolloutId(), aRolloutId(), aRolloutId()];
    for (const [id, row] of [
      [web, { train, requestedAt: 200 }],
      [api, { train, requestedAt: 100 }],
      [alone, {}],
    ] as const) {
      await store.append(anAppend(id, { row: aRolloutRow(id, { ...aSlot(), ...row }) }));
    }
    const found = await store.inTrain(train);
    expect(found.map(({ id }) => id)).toEqual([api, web]);
    expect(found.map((row) => row.train)).toEqual([train, train]);
    expect((await store.find(alone))?.train).toBeNull();
    expect(await store.inTrain(TrainId.parse('t-0000000000'))).toEqual([]);
  });

  describe('what is due', () => {
    const due = async (now: number) => (await it().store.due(now, 100)).map(({ id }) => id);

    test('comes when its time has come, oldest first', async () => {
      const { store } = it();
      const [late, soon, never] = [aRolloutId(), aRolloutId(), aRolloutId()];
      await store.append(anAppend(late, { row: aRolloutRow(late, { ...aSlot(), nextAt: 7_000_200 }) }));
      await store.append(anAppend(soon, { row: aRolloutRow(soon, { ...aSlot(), nextAt: 7_000_100 }) }));
      await store.append(anAppend(never, { row: aRolloutRow(never, { ...aSlot(), nextAt: null }) }));
      expect(await due(7_000_099)).not.toContain(soon);
      expect(await due(7_000_100)).toEqual(expect.arrayContaining([soon]));
      const both = await due(7_000_200);
      expect(both.indexOf(soon)).toBeLessThan(both.indexOf(late));
      expect(both).not.toContain(never);
    });

    test('is put off, unless something happened since', async () => {
      const { store } = it();
      const id = aRolloutId();
      await store.append(anAppend(id, { row: aRolloutRow(id, { ...aSlot(), nextAt: 10 }) }));
      await store.schedule(id, 1, 9_000_000);
      expect((await store.find(id))?.nextAt).toBe(9_000_000);
      await store.schedule(id, 0, 11);
      expect((await store.find(id))?.nextAt).toBe(9_000_000);
      await store.schedule(id, 1, null);
      expect((await store.find(id))?.nextAt).toBeNull();
    });
  });
}
