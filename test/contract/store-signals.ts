import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { VersionName } from '../../src/core/ids.ts';
import { type AlertSignal, type ReportSignal, signalsKept } from '../../src/core/signals/signal.ts';
import type { Slot } from '../../src/ports/store.ts';
import { anAppend, aRolloutId, aRolloutRow } from '../builders/events.ts';
import type { OpenedStore } from './store.ts';
import { aSlot } from './store-events.ts';

const [v1, v2] = [VersionName.parse('v1'), VersionName.parse('v2')];

export function signalCases(it: () => OpenedStore): void {
  /** A source of its own for each test, so that identities are its own too. */
  function told(slot: Slot, source = `source-${randomUUID()}`) {
    const common = { service: slot.service, environment: slot.environment, source, version: null };
    return {
      report: (identity: string, at: number, over: Partial<ReportSignal> = {}): ReportSignal => ({
        ...common,
        kind: 'report',
        identity,
        event: 'complaint',
        text: null,
        count: 1,
        at,
        ...over,
      }),
      alert: (series: string, startedAt: number, over: Partial<AlertSignal> = {}): AlertSignal => ({
        ...common,
        kind: 'alert',
        identity: `${series}/${startedAt}`,
        event: 'alert',
        text: series,
        series,
        startedAt,
        at: startedAt,
        until: startedAt + 10_000,
        ...over,
      }),
    };
  }

  const count = async (slot: Slot, event: string, since: number, version = v2, orNone = true) =>
    (await it().store.signals.reported({ ...slot, event, since, version, orNone })).count;

  describe('reports', () => {
    test('count from when they were told, by version, and nothing told is 0', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { report } = told(slot);
      expect(
        await signals.reported({ ...slot, event: 'complaint', since: 0, version: v2, orNone: true }),
      ).toEqual({
        count: 0,
        texts: [],
      });
      const given = [
        report('a', 1000),
        report('b', 2000, { version: v2, count: 3 }),
        report('c', 3000, { version: v1, count: 10 }),
        report('d', 3000, { event: 'refund' }),
      ];
      expect(await signals.report(given, 3000)).toEqual([true, true, true, true]);
      expect(await count(slot, 'complaint', 0)).toBe(4);
      expect(await count(slot, 'complaint', 1000)).toBe(4);
      expect(await count(slot, 'complaint', 1001)).toBe(3);
      expect(await count(slot, 'complaint', 0, v1, false)).toBe(10);
      expect(await count(slot, 'refund', 0)).toBe(1);
      expect(await count(aSlot(), 'complaint', 0)).toBe(0);
    });

    test('told again count once, also when many tell at once; another source is another report', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { report } = told(slot);
      const news = await Promise.all(
        Array.from({ length: 6 }, (_, index) => signals.report([report('same', 1000 + index)], 1000 + index)),
      );
      expect(await count(slot, 'complaint', 0)).toBe(1);
      expect(news.flat().filter(Boolean)).toHaveLength(1);
      expect(await signals.report([report('same', 5000, { count: 9 })], 5000)).toEqual([false]);
      expect(await count(slot, 'complaint', 2000)).toBe(0);
      await signals.report([told(slot).report('same', 5000)], 5000);
      expect(await count(slot, 'complaint', 0)).toBe(2);
    });

    test('give the newest texts, each once, whatever is in them', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { report } = told(slot);
      const texts = ['oldest', 'twice', 'nul \0 and half \ud800', "quote ' or 1=1; --", 'twice'];
      await signals.report(
        texts.map((text, index) => report(`id \0 ${index}`, 1000 + index, { text })),
        2000,
      );
      expect(
        await signals.reported({ ...slot, event: 'complaint', since: 0, version: v2, orNone: true }),
      ).toEqual({
        count: 5,
        texts: ['twice', "quote ' or 1=1; --", 'nul \ufffd and half \ufffd'],
      });
    });

    test('are known by when one was reported last of a version or of none', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { report } = told(slot);
      const asked = { ...slot, event: 'complaint', version: v2, since: 1000 };
      expect(await signals.lastReport(asked)).toBeNull();
      const both = [report('one', 1000), report('two', 2000, { version: v2 })];
      await signals.report([...both, report('other', 3000, { version: v1 })], 3000);
      expect(await signals.lastReport(asked)).toBe(2000);
      expect(await signals.lastReport({ ...asked, since: 2001 })).toBeNull();
    });

    test('are forgotten once no rule can look back at them', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { report } = told(slot);
      await signals.report([report('old', 1000)], 1000);
      await signals.report([report('edge', 2000)], 1000 + signalsKept);
      expect(await count(slot, 'complaint', 0)).toBe(2);
      await signals.report([report('new', 3000)], 1001 + signalsKept);
      expect(await count(slot, 'complaint', 0)).toBe(2);
      expect(await count(slot, 'complaint', 2001)).toBe(1);
    });
  });

  describe('alerts', () => {
    test('count in every time in which they fired for a moment', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { alert } = told(slot);
      await signals.report([alert('errors', 1000, { until: 100_000 })], 1000);
      expect(await count(slot, 'alert', 50_000)).toBe(1);
      expect(await signals.firing(slot, 2000)).toMatchObject([
        { event: 'alert', text: 'errors', since: 1000 },
      ]);
      const over = alert('errors', 1000, { at: 1000, until: 3000 });
      expect(await signals.report([over], 4000)).toEqual([false]);
      expect(await count(slot, 'alert', 3000)).toBe(1);
      expect(await count(slot, 'alert', 3001)).toBe(0);
      expect(await signals.firing(slot, 4000)).toEqual([]);
    });

    test('are known by when the last of some sources was over, and go on until then', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { alert, report } = told(slot);
      const { source } = alert('errors', 1000);
      expect(await signals.lastAlert(slot, [source], 9000)).toBeNull();
      await signals.report([report('one', 1000), alert('errors', 1000, { until: 5000 })], 1000);
      expect(await signals.lastAlert(slot, [source], 2000)).toBe(2000);
      expect(await signals.lastAlert(slot, [source], 9000)).toBe(5000);
      expect(await signals.lastAlert(slot, ['another'], 9000)).toBeNull();
      expect(await signals.lastAlert(slot, [], 9000)).toBeNull();
    });

    test('told again are one alert that goes on; said to be over again, it stays over since then', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { alert } = told(slot);
      await signals.report([alert('errors', 1000, { until: 5000 })], 1000);
      expect(await signals.report([alert('errors', 1000, { at: 4000, until: 9000 })], 4000)).toEqual([false]);
      expect(await count(slot, 'alert', 8000)).toBe(1);
      expect((await signals.firing(slot, 8000)).map(({ since }) => since)).toEqual([1000]);
      await signals.report([alert('errors', 1000, { until: 6000 })], 6000);
      await signals.report([alert('errors', 1000, { until: 7000 })], 7000);
      expect(await count(slot, 'alert', 6001)).toBe(0);
    });

    test('that end by another clock before they were told have fired when they were told', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { alert } = told(slot);
      await signals.report([alert('errors', 1000, { at: 5000, until: 50_000 })], 5000);
      await signals.report([alert('errors', 1000, { at: 1000, until: 2000 })], 6000);
      expect(await count(slot, 'alert', 5000)).toBe(1);
      expect(await count(slot, 'alert', 5001)).toBe(0);
    });

    test('that fire again are news, also under the same start', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { alert } = told(slot);
      await signals.report([alert('errors', 1000, { until: 9000 })], 1000);
      await signals.report([alert('errors', 1000, { until: 2000 })], 2000);
      expect(await signals.report([alert('errors', 1000, { at: 3000, until: 12_000 })], 3000)).toEqual([
        true,
      ]);
      expect(await count(slot, 'alert', 10_000)).toBe(1);
    });

    test('that fire anew have ended in between, in whatever order that is told', async () => {
      const { signals } = it().store;
      const slot = aSlot();
      const { alert } = told(slot);
      await signals.report([alert('errors', 1000, { until: 90_000 })], 1000);
      await signals.report([alert('errors', 5000, { until: 95_000 })], 5000);
      expect(await signals.firing(slot, 6000)).toMatchObject([{ since: 5000 }]);
      await signals.report([alert('errors', 1000, { until: 99_000 })], 7000);
      expect(await signals.firing(slot, 8000)).toMatchObject([{ since: 5000 }]);
      await signals.report([alert('latency', 2000, { until: 99_000 })], 7000);
      expect(await signals.firing(slot, 8000)).toHaveLength(2);
    });
  });

  test('a rollout is hurried, but one that nothing is scheduled for stays so', async () => {
    const { store } = it();
    const [soon, never] = [aRolloutId(), aRolloutId()];
    await store.append(anAppend(soon, { row: aRolloutRow(soon, { ...aSlot(), nextAt: 50_000 }) }));
    await store.append(anAppend(never, { row: aRolloutRow(never, { ...aSlot(), nextAt: null }) }));
    await store.hasten(soon, 20_000);
    await store.hasten(never, 20_000);
    expect((await store.find(soon))?.nextAt).toBe(20_000);
    expect((await store.find(never))?.nextAt).toBeNull();
    await store.hasten(soon, 30_000);
    expect((await store.find(soon))?.nextAt).toBe(20_000);
  });
}
