import type { Check, Plan } from '../core/rollout/plan.ts';
import { feedOf } from './feed.ts';

export interface FedPlan {
  readonly plan: Plan;
  /** Rules that are left out: no scenario has numbers for them. */
  readonly leftOut: readonly string[];
}

/**
 * The plan with what scenarios can feed. A check without data lets nothing go on, so with the others every simulated
 * rollout would only show that.
 */
export function fedPlan(plan: Plan): FedPlan {
  const fed = new Set(plan.metrics.filter((metric) => feedOf(metric) !== null).map(({ name }) => name));
  const compared = plan.comparison?.metrics.filter(({ metric }) => fed.has(metric)) ?? [];
  const isFed = ({ rule }: Check) =>
    rule.limit.kind === 'score' ? compared.length > 0 : fed.has(rule.metric);
  const { comparison, ...rest } = plan;
  const unfed = plan.stages.flatMap(({ checks }) => checks.filter((check) => !isFed(check)));
  return {
    plan: {
      ...rest,
      metrics: plan.metrics.filter(({ name }) => fed.has(name)),
      stages: plan.stages.map((stage) => ({ ...stage, checks: stage.checks.filter(isFed) })),
      ...(comparison === undefined || compared.length === 0
        ? {}
        : { comparison: { ...comparison, metrics: compared } }),
    },
    leftOut: [...new Set(unfed.map(({ rule }) => rule.text))],
  };
}
