import type { Plan } from '../rollout/plan.ts';
import type { Millis } from '../time.ts';
import { stageChecks } from './stage-checks.ts';

export interface Asked {
  readonly metric: string;
  readonly window: Millis;
}

/** Every metric and window that a check of the stage names, and the plan's other metrics over its first window. */
export function askedFor(plan: Plan, stage: number): readonly Asked[] {
  const checks = stageChecks(plan, stage);
  const window = checks[0]?.rule.window ?? 60_000;
  const named = checks.map(({ rule }) => ({ metric: rule.metric, window: rule.window }));
  const others = plan.metrics
    .filter(({ name }) => !named.some(({ metric }) => metric === name))
    .map(({ name }) => ({ metric: name, window }));
  const all = [...named, ...others];
  return all.filter(
    (one, index) =>
      all.findIndex((other) => other.metric === one.metric && other.window === one.window) === index,
  );
}
