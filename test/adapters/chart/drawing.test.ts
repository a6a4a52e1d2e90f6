import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawingOf } from '../../../src/adapters/chart/drawing.ts';
import { tickText, timeTicks } from '../../../src/adapters/chart/time-ticks.ts';
import { valueRange } from '../../../src/adapters/chart/value-range.ts';
import { chartSpan } from '../../../src/core/documents/chart-span.ts';
import { noon } from '../../builders/rollout.ts';
import { recordedRollout } from '../../recorded/read-recorded.ts';
import { stories, tell } from './stories.ts';

const drawn = ({ rollout, events }: ReturnType<typeof stories.breach>) => drawingOf(rollout, events);

test('the metric that rolled back comes first, and what nobody judges is left out', () => {
  const names = (story: ReturnType<typeof stories.breach>) => drawn(story)?.panels.map(({ name }) => name);
  expect(names(stories.breach())).toEqual(['error-rate', 'p95']);
  const slow = stories.breach();
  const events = slow.events.map((recorded) =>
    recorded.event.kind === 'rollback-ordered'
      ? {
          ...recorded,
          event: {
            ...recorded.event,
            cause: { kind: 'trigger' as const, check: 'rollback: p95 > 300ms for 2m', sentence: '' },
          },
        }
      : recorded,
  );
  expect(names({ ...slow, events })).toEqual(['p95', 'error-rate']);
});

test('stages are bands one after the other, and after a rollback the canary gets nothing', () => {
  expect(drawn(stories.breach())?.bands).toEqual([
    { from: noon, to: noon + 600_000, weight: 5 },
    { from: noon + 600_000, to: noon + 931_000, weight: 25 },
    { from: noon + 931_000, to: noon + 1_035_000, weight: 0 },
  ]);
});

test('the rollback and the end are marked', () => {
  expect(drawn(stories.breach())?.moments).toEqual([{ at: noon + 930_000, label: 'rollback', tone: 'bad' }]);
  expect(drawn(stories.healthy())?.moments).toEqual([
    { at: noon + 3_000_000, label: 'completed', tone: 'good' },
  ]);
});

test('a single look is drawn', () => {
  const drawing = drawn(tell({ weights: [5], stage: 12, every: 10 }));
  expect(drawing?.panels[0]?.points).toHaveLength(1);
  expect((drawing?.to ?? 0) - (drawing?.from ?? 0)).toBeGreaterThan(0);
});

test('labels of the time are round, in order, within the axis and few', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 1000, max: 4e9 }), (from, span) => {
      const ticks = timeTicks(from, from + span);
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(ticks.every((at) => at >= from && at <= from + span)).toBe(true);
      const labels = ticks.map((at) => tickText(at, span));
      expect(labels.every((label, place) => label !== labels[place + 1])).toBe(true);
    }),
  );
});

test('curves and limits near them are in sight, and a far limit does not flatten the curves', () => {
  const metric = {
    name: 'error-rate',
    unit: 'ratio' as const,
    points: [{ at: 0, canary: 0.01, stable: 0.002 }],
  };
  const near = valueRange({ ...metric, limits: [{ label: '', value: 0.04 }] });
  expect(near.low).toBe(0);
  expect(near.high).toBeGreaterThan(0.04);
  expect(valueRange({ ...metric, limits: [{ label: '', value: 0.9 }] }).high).toBeLessThan(0.02);
  const none = { ...metric, points: [{ at: 0, canary: 0, stable: 0 }] };
  expect(valueRange({ ...none, limits: [] })).toEqual({ low: 0, high: 1 });
});

test('a breach that was recorded is marked before the rollback, and not where it is the same moment', () => {
  const labels = (name: string) => {
    const { rollout, events } = recordedRollout(name);
    return drawingOf(rollout, events)?.moments.map(({ label }) => label);
  };
  expect(labels('errors-rolled-back')).toEqual(['breach', 'rollback']);
  expect(labels('sequential-rolled-back')).toEqual(['rollback']);
  expect(labels('completed-then-rolled-back')).toEqual(['completed', 'rollback']);
});

test('a part of a rollout is drawn without what lies outside it', () => {
  const { rollout, events } = recordedRollout('pull-request-rolled-back');
  const span = chartSpan('incident', '', rollout, events);
  const drawing = drawingOf(rollout, events, span);
  expect(span).not.toBeNull();
  expect(drawing?.from).toBeGreaterThanOrEqual(span?.from ?? Number.POSITIVE_INFINITY);
  expect(drawing?.to).toBeLessThanOrEqual(span?.to ?? 0);
  expect(drawing?.bands.map(({ weight }) => weight)).toEqual([10, 50]);
  expect(
    drawing?.bands.every(({ from, to }) => from >= (drawing?.from ?? 0) && to <= (drawing?.to ?? 0)),
  ).toBe(true);
});
