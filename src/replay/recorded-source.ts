import { askedFor, countedMetrics } from '../core/judge/asked.ts';
import type { Measurement, Reading } from '../core/judge/measurement.ts';
import type { Counter, SideTotals, Totals } from '../core/judge/totals.ts';
import type { Metric, Plan } from '../core/rollout/plan.ts';
import type { Instant, Millis } from '../core/time.ts';
import { scaled } from './counter-worth.ts';
import { nothing } from './counters.ts';
import type { Problems } from './problems.ts';
import { millisIn, type RecordedInterval, type Recording } from './recording.ts';
import { createSideReplay, type SideReplay } from './side-replay.ts';

/** Measures what was recorded, as the plan's sources would have told it. Mutable: its time goes on. */
export interface RecordedSource {
  add(interval: RecordedInterval): void;
  look(stage: number): { readonly measurements: readonly Measurement[]; readonly totals: readonly Totals[] };
  /** What the canary did in the last interval, by the metric that counts what fails; null where none does. */
  failed(): { readonly metric: string; readonly requests: number; readonly bad: number } | null;
}

const sides = ['canary', 'stable'] as const;
type Side = (typeof sides)[number];

/** @param start when the first interval begins */
export function createRecordedSource(
  plan: Plan,
  recording: Recording,
  intervals: readonly RecordedInterval[],
  start: Instant,
  problems: Problems,
): RecordedSource {
  const millis = millisIn[recording.durations];
  const longest = Math.max(
    60_000,
    ...plan.stages.flatMap(({ checks }) => checks.map(({ rule }) => rule.window)),
  );
  const replays = new Map<string, Readonly<Record<Side, SideReplay>>>();
  for (const metric of plan.metrics) {
    const create = (side: Side) =>
      createSideReplay({
        metric,
        side,
        counts: recording.counts,
        millis,
        longest,
        earlier: recording.counts === 'total' ? none : atZero(intervals, metric, side, millis),
        start,
        problems,
      });
    replays.set(metric.name, { canary: create('canary'), stable: create('stable') });
  }
  const counting = plan.metrics.filter(({ unit }) => unit === 'ratio').map(({ name }) => name);
  const read = (metric: string, window: Millis, side: Side): Reading =>
    replays.get(metric)?.[side].read(window) ?? none;
  const totals = (metric: string, side: Side): SideTotals => replays.get(metric)?.[side].totals() ?? none;
  return {
    add({ at, metrics }) {
      for (const [name, replay] of replays) {
        const told = metrics.get(name);
        for (const side of sides) replay[side].add(at, told?.[side] ?? null);
      }
    },
    look: (stage) => ({
      measurements: askedFor(plan, stage).map(({ metric, window }) => ({
        metric,
        window,
        canary: read(metric, window, 'canary'),
        stable: read(metric, window, 'stable'),
      })),
      totals: countedMetrics(plan).map(({ name }) => ({
        metric: name,
        canary: totals(name, 'canary'),
        stable: totals(name, 'stable'),
      })),
    }),
    failed() {
      for (const metric of counting) {
        const counter = replays.get(metric)?.canary.counted();
        if (counter?.kind === 'events') return { metric, requests: counter.requests, bad: counter.bad };
      }
      return null;
    },
  };
}

const none = nothing('empty', 'nothing was recorded');

/** Every instance that is ever told, before it counted anything: a test begins to count where it first sees one. */
function atZero(
  intervals: readonly RecordedInterval[],
  { name }: Metric,
  side: Side,
  millis: number,
): SideTotals {
  const instances = new Map<string, Counter>();
  for (const { metrics } of intervals) {
    const told = metrics.get(name)?.[side];
    if (told?.kind !== 'counts') continue;
    for (const [instance, counter] of Object.entries(told.instances)) {
      if (!instances.has(instance)) instances.set(instance, scaled(empty(counter), millis));
    }
  }
  return instances.size === 0 ? none : { kind: 'totals', instances: Object.fromEntries(instances) };
}

function empty(counter: Counter): Counter {
  return counter.kind === 'events'
    ? { kind: 'events', requests: 0, bad: 0 }
    : { ...counter, counts: counter.counts.map(() => 0) };
}
