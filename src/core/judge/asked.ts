import type { Metric, Plan } from '../rollout/plan.ts';
import type { Millis } from '../time.ts';
import type { Limit } from './rule.ts';
import { stageChecks } from './stage-checks.ts';
import { testable } from './testable.ts';

export interface Asked {
  readonly metric: string;
  readonly window: Millis;
}

/**
 * Every metric and window that a check of the stage names, the plan's other metrics over its first window, and what
 * is sampled at every look.
 */
export function askedFor(plan: Plan, stage: number): readonly Asked[] {
  const checks = stageChecks(plan, stage);
  const window = checks[0]?.rule.window ?? 60_000;
  const named = checks.map(({ rule }) => ({ metric: rule.metric, window: rule.window }));
  const others = plan.metrics
    .filter(({ name }) => !named.some(({ metric }) => metric === name))
    .map(({ name }) => ({ metric: name, window }));
  const all = [...named, ...others, ...sampled(plan)];
  return all.filter(
    (one, index) =>
      all.findIndex((other) => other.metric === one.metric && other.window === one.window) === index,
  );
}

/** Each reading is a sample of its own, so that it looks back as far as the last look and no further. */
function sampled(plan: Plan): readonly Asked[] {
  const gauges = testedMetrics(plan).filter((metric) => testable(metric).kind === 'gauge');
  const compared = plan.comparison?.metrics ?? [];
  const names = [...gauges.map(({ name }) => name), ...compared.map(({ metric }) => metric)];
  return names.map((metric) => ({ metric, window: plan.interval }));
}

/** Metrics whose counters are read at every look: those of the tested ones that have any. */
export function countedMetrics(plan: Plan): readonly Metric[] {
  return testedMetrics(plan).filter((metric) => testable(metric).kind === 'counts');
}

/** What some stage tests against stable, whatever the stage now: evidence is gathered from the first look to the last. */
export function testedMetrics(plan: Plan): readonly Metric[] {
  const checks = plan.stages.flatMap((stage) => stage.checks);
  const tested = checks.filter(({ rule }) => isTest(rule.limit)).map(({ rule }) => rule.metric);
  return plan.metrics.filter(({ name }) => tested.includes(name));
}

function isTest({ kind }: Limit): boolean {
  return kind === 'worse' || kind === 'within';
}
