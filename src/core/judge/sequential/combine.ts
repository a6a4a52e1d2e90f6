import type { CheckAction, Metric, Plan } from '../../rollout/plan.ts';
import { testable } from '../testable.ts';
import { type Evidence, type Standing, standingOf } from './standing.ts';
import { logSumExp } from './strand.ts';

/** Chance of a false alarm over a whole rollout where nobody names one. */
export const usualFalseAlarms = 0.01;

export function falseAlarmsOf(plan: Plan): number {
  return plan.sequential?.falseAlarms ?? usualFalseAlarms;
}

/** What one tested metric has of the whole: its share of the stake, and its evidence times that share. */
export interface Share {
  readonly standing: Standing;
  readonly log: number;
}

export interface Combined {
  readonly byMetric: ReadonlyMap<string, Share>;
  /** Logarithm of the e-value of all tested metrics together. */
  readonly log: number;
  /** The metric that has most of it. */
  readonly leading: string | null;
}

/** A histogram asks at several boundaries, and what slows all of them shows soon; failures are rare, and need the stake. */
const stake = { events: 4, histogram: 1, gauge: 1 };

/**
 * One α for the whole rollout: the weighted mean of e-values is an e-value, however they hang together. The
 * shares are those of all metrics the plan tests at any stage, so they do not change on the way.
 * @param action of the checks that are meant; each metric counts at the smallest margin that one of them accepts
 */
export function combine(
  plan: Plan,
  evidence: Readonly<Record<string, Evidence>>,
  action: CheckAction,
): Combined {
  const margins = new Map<string, number>();
  for (const { action: mine, rule } of plan.stages.flatMap(({ checks }) => checks)) {
    if (mine !== action || rule.limit.kind !== 'worse') continue;
    margins.set(
      rule.metric,
      Math.min(margins.get(rule.metric) ?? Number.POSITIVE_INFINITY, rule.limit.margin),
    );
  }
  const tested = plan.metrics.filter(({ name }) => margins.has(name));
  const all = tested.reduce((sum, metric) => sum + stakeOf(metric), 0);
  const byMetric = new Map<string, Share>();
  for (const metric of tested) {
    const found = evidence[metric.name];
    if (found === undefined) continue;
    const standing = standingOf(
      found,
      margins.get(metric.name) ?? 1,
      falseAlarmsOf(plan),
      metric.worse === 'lower',
    );
    byMetric.set(metric.name, { standing, log: standing.worse + Math.log(stakeOf(metric) / all) });
  }
  const shares = [...byMetric];
  const idle = tested
    .filter(({ name }) => !byMetric.has(name))
    .map((metric) => Math.log(stakeOf(metric) / all));
  const logs = [...shares.map(([, { log }]) => log), ...idle];
  const [first, ...others] = shares;
  const leading =
    first === undefined
      ? null
      : others.reduce((best, one) => (one[1].log > best[1].log ? one : best), first)[0];
  return { byMetric, log: logs.length === 0 ? 0 : logSumExp(logs), leading };
}

function stakeOf(metric: Metric): number {
  const able = testable(metric);
  return able.kind === 'counts' ? stake[able.of] : stake.gauge;
}
