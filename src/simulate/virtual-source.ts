import type { Measurement, Reading } from '../core/judge/measurement.ts';
import type { SideTotals, Totals } from '../core/judge/totals.ts';
import type { Metric, Plan } from '../core/rollout/plan.ts';
import type { Instant, Millis } from '../core/time.ts';
import { type CountedSide, createCountedSide } from '../replay/counted-side.ts';
import { type Nothing, nothing } from '../replay/counters.ts';
import { readCounter } from '../replay/read-counter.ts';
import { counted, type Feed } from './feed.ts';
import { historyOf } from './history.ts';
import type { InstanceCounts, Scenario } from './scenario.ts';
import { longestWindow, type WantedFeeds, wantedFeeds } from './wanted-feeds.ts';

/** Measures a scenario as a router measures what it serves, in virtual time. Mutable: its time goes on. */
export interface VirtualSource {
  /** Lets one interval pass that ends at `now`. @param weight percent to canary meanwhile, 0 to 100 */
  pass(now: Instant, weight: number): void;
  /** What the checks of a stage ask for, from the intervals that have passed. */
  look(stage: number): { readonly measurements: readonly Measurement[]; readonly totals: readonly Totals[] };
  /** What the canary has served so far. */
  served(): { readonly requests: number; readonly bad: number };
}

/** Scenarios have traffic on both sides: nearer to nothing and to everything they do not go. */
const [least, most] = [1, 99];

const untold = nothing('source-failed', 'the source told nothing of this interval');
const unserved = nothing('no-traffic', 'nothing was served');
const nothingWanted: WantedFeeds = { measured: [], tested: [] };
const sides = ['canary', 'stable'] as const;
type Side = (typeof sides)[number];

/** @param start when the canary gets its first traffic */
export function createVirtualSource(
  plan: Plan,
  scenario: Scenario,
  seed: number,
  start: Instant,
): VirtualSource {
  const longest = longestWindow(plan);
  const traffic = scenario.begin({ seed, interval: plan.interval });
  const history = historyOf(traffic);
  const both = (feed: Feed) => ({
    canary: createCountedSide(longest, counted('canary', history.canary, feed)),
    stable: createCountedSide(longest, counted('stable', history.stable, feed)),
  });
  const feeds: Readonly<Record<Feed, Readonly<Record<Side, CountedSide>>>> = {
    errors: both('errors'),
    latencies: both('latencies'),
  };
  const wanted = plan.stages.map((_, stage) => wantedFeeds(plan, stage));
  const needed = feedsOf(wanted);
  const served = { requests: 0, bad: 0 };
  let elapsed = 0;
  return {
    pass(now, weight) {
      elapsed = now - start;
      const interval = traffic.next(possible(weight));
      const serving = { canary: weight > 0, stable: weight < 100 };
      for (const feed of needed) {
        for (const side of sides) {
          feeds[feed][side].add(now, serving[side] ? told(side, interval[side], feed) : unserved);
        }
      }
      for (const { requests, errors } of serving.canary ? (interval.canary ?? []) : []) {
        served.requests += requests;
        served.bad += errors;
      }
    },
    look(stage) {
      const { measured, tested } = wanted[stage] ?? nothingWanted;
      const read = (metric: Metric, window: Millis, feed: Feed | null, side: Side): Reading =>
        feed === null
          ? unfed(metric)
          : readCounter(metric, feeds[feed][side].within(window), Math.min(window, elapsed));
      const totals = (metric: Metric, feed: Feed | null, side: Side): SideTotals =>
        feed === null ? unfed(metric) : feeds[feed][side].totals();
      return {
        measurements: measured.map(({ metric, window, feed }) => ({
          metric: metric.name,
          window,
          canary: read(metric, window, feed, 'canary'),
          stable: read(metric, window, feed, 'stable'),
        })),
        totals: tested.map(({ metric, feed }) => ({
          metric: metric.name,
          canary: totals(metric, feed, 'canary'),
          stable: totals(metric, feed, 'stable'),
        })),
      };
    },
    served: () => ({ ...served }),
  };
}

/** The weight nearest to this one that scenarios know. */
function possible(weight: number): number {
  return Math.min(most, Math.max(least, weight));
}

function feedsOf(wanted: readonly WantedFeeds[]): readonly Feed[] {
  const all = wanted.flatMap(({ measured, tested }) => [...measured, ...tested]);
  return [...new Set(all.flatMap(({ feed }) => feed ?? []))];
}

function told(side: Side, instances: readonly InstanceCounts[] | null, feed: Feed): SideTotals {
  return instances === null ? untold : counted(side, instances, feed);
}

function unfed({ name }: Metric): Nothing {
  return nothing('empty', `no scenario says anything of ${name}`);
}
