import { askedFor, countedMetrics } from '../core/judge/asked.ts';
import type { Metric, Plan } from '../core/rollout/plan.ts';
import type { Millis } from '../core/time.ts';
import { type Feed, feedOf } from './feed.ts';

export interface Fed {
  readonly metric: Metric;
  /** Null where the scenarios have nothing for it. */
  readonly feed: Feed | null;
}

/** What the worker would read at each look of one stage. */
export interface WantedFeeds {
  readonly measured: readonly (Fed & { readonly window: Millis })[];
  /** Metrics whose counters are wanted too. */
  readonly tested: readonly Fed[];
}

export function wantedFeeds(plan: Plan, stage: number): WantedFeeds {
  const metrics = new Map(plan.metrics.map((metric) => [metric.name, { metric, feed: feedOf(metric) }]));
  return {
    measured: askedFor(plan, stage).flatMap(({ metric, window }) => {
      const fed = metrics.get(metric);
      return fed === undefined ? [] : [{ ...fed, window }];
    }),
    tested: countedMetrics(plan).flatMap(({ name }) => metrics.get(name) ?? []),
  };
}

/** How far back any check of the plan looks. */
export function longestWindow(plan: Plan): Millis {
  const windows = plan.stages.flatMap(({ checks }) => checks.map(({ rule }) => rule.window));
  return Math.max(60_000, ...windows);
}
