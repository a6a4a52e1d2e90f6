import { expect, test } from 'vitest';
import { createDrawChart } from '../../../src/adapters/chart/draw-chart.ts';
import { colors } from '../../../src/adapters/chart/look.ts';
import type { Recorded } from '../../../src/core/rollout/events.ts';
import { readPng } from './read-png.ts';
import { stories } from './stories.ts';

const draw = createDrawChart();

test('a rollback is drawn with both versions, the limit and the moment, and said in a sentence', async () => {
  const { rollout, events } = stories.breach();
  const picture = await draw(rollout, events);
  const { width, height, count } = readPng(picture?.png ?? new Uint8Array());
  expect({ width, height }).toEqual({ width: 1080, height: 818 });
  for (const color of [colors.canary, colors.stable, colors.bad, colors.text])
    expect(count(color)).toBeGreaterThan(500);
  expect(count(colors.good)).toBe(0);
  expect(count(colors.background)).toBeGreaterThan(100_000);
  expect(picture?.alt).toBe(
    'Canary v2 against stable v1 over 17m 15s from 2026-03-02 12:00:00 UTC, at 5 % and 25 % of the traffic: error-rate (limit error-rate > 5% for 1m) with the canary’s highest 9.95% and stable’s highest 0.59%; p95 (limit p95 > 300ms for 2m) with the canary’s highest 264ms and stable’s highest 193ms; the rollback began at 12:15 UTC.',
  );
});

test('a good end is marked in another colour', async () => {
  const { rollout, events } = stories.healthy();
  const { count } = readPng((await draw(rollout, events))?.png ?? new Uint8Array());
  expect(count(colors.good)).toBeGreaterThan(500);
  expect(count(colors.canary)).toBeGreaterThan(500);
});

test('a few looks are enough, and words that look like markup are drawn as words', async () => {
  const { rollout, events } = stories.short();
  const odd = '</text><script>{b}&"\u0000\ud800';
  const metrics = rollout.plan.metrics.map((metric) =>
    metric.name === 'p95' ? { ...metric, name: odd } : metric,
  );
  const renamed = events.map((recorded): Recorded => {
    if (recorded.event.kind !== 'measured') return recorded;
    const measurements = recorded.event.measurements.map((one) => ({
      ...one,
      metric: one.metric === 'p95' ? odd : one.metric,
    }));
    return { ...recorded, event: { ...recorded.event, measurements } };
  });
  const picture = await draw({ ...rollout, plan: { ...rollout.plan, metrics } }, renamed);
  expect(readPng(picture?.png ?? new Uint8Array()).count(colors.canary)).toBeGreaterThan(100);
});

test('without anything measured there is no chart', async () => {
  const { rollout, events } = stories.silent();
  expect(await draw(rollout, events)).toBeNull();
  expect(await draw(rollout, [])).toBeNull();
});

test('what cannot be drawn is thrown to whoever asked, not in the thread alone', async () => {
  const { rollout, events } = stories.short();
  // A function cannot travel to the thread.
  const canary = { ...rollout.plan.canary, version: (() => 'v2') as never };
  await expect(draw({ ...rollout, plan: { ...rollout.plan, canary } }, events)).rejects.toThrow();
});
