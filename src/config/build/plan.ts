import type { PlanBody, Stage } from '../../core/rollout/plan.ts';
import type { Path } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import type { Building } from './building.ts';
import { buildChecks, type PlacedCheck, stageChecks } from './checks.ts';
import { buildGate } from './gates.ts';
import { ruleContext } from './metrics.ts';

export type PlanSource = NonNullable<Root['plans']>[string];
type EnvironmentSource = NonNullable<Root['environments'][string]>;

/** The part of a plan that does not depend on the service. */
export type PlanShape = Pick<PlanBody, 'interval' | 'stages' | 'noData' | 'rollback' | 'metrics'>;

export interface BuiltPlan {
  readonly shape: PlanShape;
  /** The checks of every stage, with where their rules stand. */
  readonly checks: readonly (readonly PlacedCheck[])[];
}

const defaults = { interval: 10_000, window: 60_000, minimumRequests: 100, noDataAfter: 300_000 };

/** How a plan measures, with what it leaves out filled in. */
export function evaluationOf(plan: PlanSource) {
  const { interval, window, minimum_requests } = plan.evaluation ?? {};
  return {
    interval: interval ?? defaults.interval,
    window: window ?? defaults.window,
    minimumRequests: minimum_requests ?? defaults.minimumRequests,
  };
}

export function buildPlan(
  plan: PlanSource,
  path: Path,
  environment: EnvironmentSource,
  building: Building,
): BuiltPlan {
  const { interval, ...evaluation } = evaluationOf(plan);
  const context = ruleContext(building.metrics, evaluation);
  const general = buildChecks(plan, path, context, building.report);
  const checks = plan.stages.map((stage, index) =>
    stageChecks(general, buildChecks(stage, [...path, 'stages', index], context, building.report)),
  );
  const stages = plan.stages.map((stage, index) => buildStage(plan, stage, checks[index] ?? [], environment));
  const used = new Set(stages.flatMap((stage) => stage.checks.map(({ rule }) => rule.metric)));
  return {
    checks,
    shape: {
      interval,
      stages,
      metrics: building.metrics.filter(({ name }) => used.has(name)),
      noData: { after: plan.no_data?.after ?? defaults.noDataAfter, outcome: plan.no_data?.then ?? 'hold' },
      rollback: { steps: plan.rollback?.gradual?.steps ?? [], every: plan.rollback?.gradual?.every ?? 0 },
    },
  };
}

function buildStage(
  plan: PlanSource,
  stage: PlanSource['stages'][number],
  checks: readonly PlacedCheck[],
  environment: EnvironmentSource,
): Stage {
  return {
    name: stage.name ?? `${stage.weight}%`,
    weight: stage.weight,
    hold: stage.hold,
    gate: buildGate(stage.then, environment.approval ?? {}),
    checks: checks.map(({ check }) => check),
    unmet: {
      extendBy: stage.unmet?.extend_by ?? plan.unmet?.extend_by ?? stage.hold,
      extensions: stage.unmet?.times ?? plan.unmet?.times ?? 1,
      outcome: stage.unmet?.then ?? plan.unmet?.then ?? 'ask',
    },
  };
}
