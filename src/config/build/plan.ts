import { plainLine } from '../../core/prose.ts';
import type { ComparisonPlan, PlanBody, Stage } from '../../core/rollout/plan.ts';
import type { Path } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import type { Building } from './building.ts';
import { requiresOf, staffedOf } from './check-requires.ts';
import { buildChecks, type PlacedCheck, stageChecks } from './checks.ts';
import { buildComparison, type PlacedMetric } from './comparison.ts';
import { buildSequential, checkScores, evaluationChecks } from './evaluation-checks.ts';
import { buildEnding, buildGate } from './gates.ts';
import { ruleContext } from './metrics.ts';
import { buildProcedures } from './procedure.ts';
import { slugs } from './slug.ts';
import { verifiedMetrics } from './verification.ts';

export type PlanSource = NonNullable<Root['plans']>[string];
/** A plan as the file has it, and where. */
export interface FoundPlan {
  readonly plan: PlanSource;
  readonly path: Path;
}

type EnvironmentSource = NonNullable<Root['environments'][string]>;

/** The part of a plan that does not depend on the service. */
export type PlanShape = Pick<
  PlanBody,
  | 'interval'
  | 'stages'
  | 'noData'
  | 'rollback'
  | 'metrics'
  | 'sequential'
  | 'comparison'
  | 'entry'
  | 'warmUp'
  | 'minimumData'
  | 'staffed'
>;

export interface BuiltPlan {
  readonly shape: PlanShape;
  /** The checks of every stage, with where their rules stand. */
  readonly checks: readonly (readonly PlacedCheck[])[];
  readonly compared: readonly PlacedMetric[];
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
  const listed = buildChecks(plan, path, context, building.report);
  const general = [...listed, ...evaluationChecks(plan, path, listed, context, building.report)];
  const checks = plan.stages.map((stage, index) =>
    stageChecks(general, buildChecks(stage, [...path, 'stages', index], context, building.report)),
  );
  const stages = plan.stages.map((stage, index) =>
    buildStage(plan, stage, checks[index] ?? [], environment, building.root.people),
  );
  checkScores(plan, path, checks.flat(), building.report);
  const { comparison, compared } = buildComparison(
    plan.evaluation?.comparison,
    path,
    building.metrics,
    building.report,
  );
  const used = new Set(
    [...checks.flat().map(({ check }) => check.rule), ...compared].map(({ metric }) => metric),
  );
  const verified = verifiedMetrics(building);
  return {
    checks,
    compared,
    shape: {
      interval,
      stages,
      metrics: building.metrics.filter(({ name }) => used.has(name) || verified.has(name)),
      noData: { after: plan.no_data?.after ?? defaults.noDataAfter, outcome: plan.no_data?.then ?? 'hold' },
      rollback: {
        steps: plan.rollback?.gradual?.steps ?? [],
        every: plan.rollback?.gradual?.every ?? 0,
        ...tasksOf(plan),
        ...buildProcedures(building.root, plan),
        ...rollbackApproval(plan, environment, building.root.people),
        ...(plan.rollback?.page === true ? { page: true as const } : {}),
      },
      ...entryOf(plan, environment, building.root.people),
      ...optionalParts(plan, checks.flat(), comparison),
      ...staffedOf(plan),
    },
  };
}

/** Silence about a rollback is no answer: what an expiry or a rejection does elsewhere is not asked here. */
function rollbackApproval(
  plan: PlanSource,
  environment: EnvironmentSource,
  people: Root['people'],
): Pick<PlanShape['rollback'], 'approval'> {
  const gate = buildGate(plan.rollback?.approval, environment.approval ?? {}, people);
  return gate === null ? {} : { approval: gate };
}

function entryOf(
  plan: PlanSource,
  environment: EnvironmentSource,
  people: Root['people'],
): Pick<PlanShape, 'entry'> {
  const gate = buildGate(plan.entry, environment.approval ?? {}, people);
  return gate === null ? {} : { entry: gate };
}

/** Follow-up tasks by the numbers they have in the file. */
function tasksOf(plan: PlanSource): Pick<PlanShape['rollback'], 'tasks'> {
  const tasks = plan.rollback?.afterwards?.tasks;
  if (tasks === undefined) return {};
  const ids = slugs(tasks.list);
  const list = tasks.list.map((text, index) => ({
    id: ids[index] ?? String(index + 1),
    text: plainLine(text),
  }));
  return { tasks: { within: tasks.within, list } };
}

type OptionalParts = Pick<PlanShape, 'sequential' | 'comparison' | 'warmUp' | 'minimumData'>;

/** A plan that does not say a part has none, so that its hash stays the same when the language grows. */
function optionalParts(
  plan: PlanSource,
  checks: readonly PlacedCheck[],
  comparison: ComparisonPlan | undefined,
): OptionalParts {
  const { warm_up: warmUp, minimum_data: minimumData } = plan.evaluation ?? {};
  const sequential = buildSequential(plan, checks);
  return {
    ...(sequential === undefined ? {} : { sequential }),
    ...(comparison === undefined ? {} : { comparison }),
    ...(warmUp === undefined ? {} : { warmUp }),
    ...(minimumData === undefined ? {} : { minimumData }),
  };
}

function buildStage(
  plan: PlanSource,
  stage: PlanSource['stages'][number],
  checks: readonly PlacedCheck[],
  environment: EnvironmentSource,
  people: Root['people'],
): Stage {
  const isLast = stage === plan.stages.at(-1);
  return {
    name: stage.name ?? `${stage.weight}%`,
    weight: stage.weight,
    hold: stage.hold,
    gate:
      isLast && plan.ending !== undefined
        ? buildEnding(plan.ending, stage.then, environment.approval ?? {}, people)
        : buildGate(stage.then, environment.approval ?? {}, people),
    checks: checks.map(({ check }) => check),
    unmet: {
      extendBy: stage.unmet?.extend_by ?? plan.unmet?.extend_by ?? stage.hold,
      extensions: stage.unmet?.times ?? plan.unmet?.times ?? 1,
      outcome: stage.unmet?.then ?? plan.unmet?.then ?? 'ask',
    },
    ...requiresOf(stage),
  };
}
