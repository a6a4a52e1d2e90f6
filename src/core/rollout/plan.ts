import { z } from 'zod';
import { Hours } from '../calendar/hours.ts';
import { BoxList } from '../checklist/box.ts';
import { DocumentKind } from '../documents/kinds.ts';
import { EnvironmentName, PlaceName, RouterName, ServiceName, Sha256, VersionName } from '../ids.ts';
import { Rule, Unit } from '../judge/rule.ts';
import { Announced } from '../notices/announced.ts';
import { Alerts } from '../notify/alerts.ts';
import { Risk } from '../risk/risk.ts';
import { VerificationPlan } from '../script/verification-plan.ts';
import { Millis } from '../time.ts';
import { BreakGlass } from './break-glass.ts';
import { Gate } from './gates/gate-plan.ts';
import { ProcedureStep } from './procedure-plan.ts';
import { TaskPlan } from './task-plan.ts';

/** Percent of unsegmented traffic to canary, 0 to 100. */
export const Weight = z.number().min(0).max(100);

/** A running version and where the router finds it. */
export const Target = z.object({ version: VersionName, url: z.url() });
export type Target = z.infer<typeof Target>;

/** A program and its arguments; never a shell line. `{version}` and `{stable}` are filled in per argument. */
export const Argv = z.array(z.string().min(1)).min(1);
export type Argv = z.infer<typeof Argv>;

/** A command that must succeed (a migration, a smoke test), and how to take it back. Runs at least once. */
export const Step = z.object({
  name: z.string(),
  run: Argv,
  undo: Argv.nullable(),
  timeout: Millis,
});
export type Step = z.infer<typeof Step>;

/** How a query becomes one number: its value now, or its values at every `step` of the window reduced to one. */
export const QueryRead = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('instant') }),
  z.object({ kind: z.literal('range'), reduce: z.enum(['avg', 'max', 'min', 'last']), step: Millis }),
]);
export type QueryRead = z.infer<typeof QueryRead>;

/** Selectors of counters that only grow; templates like the queries. `instance`: the label that tells instances apart. */
export const CounterQueries = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('events'),
    total: z.string(),
    /** Which of them are bad; where `goodInstead` holds, which of them are good. */
    bad: z.string(),
    goodInstead: z.boolean(),
    instance: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('histogram'),
    /** The `_bucket` series of a classic histogram, or a native histogram. */
    of: z.string(),
    /** Milliseconds in one unit of its boundaries: 1000 for seconds. */
    scale: z.number().positive(),
    instance: z.string().nullable(),
  }),
]);
export type CounterQueries = z.infer<typeof CounterQueries>;

export const MetricSource = z.discriminatedUnion('kind', [
  /** Counted by the router itself: `error-rate`, `p95`, `requests` and relatives. */
  z.object({ kind: z.literal('traffic'), series: z.string() }),
  /** A JSON document served by each version; `field` is a JSON pointer to one number. */
  z.object({ kind: z.literal('json'), path: z.string(), field: z.string(), timeout: Millis }),
  /**
   * Asked of a metric server. `source` is its name alone: address and secrets are looked up when it is asked.
   * Queries are templates with `{version}`, `{window}` and the like still in them.
   */
  z.object({
    kind: z.literal('query'),
    source: z.string(),
    query: z.string(),
    read: QueryRead,
    /** Count the requests behind the value, and the failed ones of them; null when nothing counts them. */
    requests: z.string().nullable(),
    errors: z.string().nullable(),
    /** Counters behind the metric, read as they are, for what is tested all the time; absent when there are none. */
    counted: CounterQueries.optional(),
  }),
  /** Told to Belay from outside and counted: complaints, alerts. */
  z.object({ kind: z.literal('reported'), event: z.string() }),
]);
export type MetricSource = z.infer<typeof MetricSource>;

export const Metric = z.object({
  name: z.string(),
  unit: Unit,
  source: MetricSource,
  /** The value expected without a release, in the metric's unit. */
  baseline: z.number().nullable(),
  /** Which way is worse, where counts do not tell; `higher` when absent. */
  worse: z.enum(['higher', 'lower']).optional(),
});
export type Metric = z.infer<typeof Metric>;

/** What happens when a check's condition holds: three triggers, or a criterion that must hold to be promoted. */
export const CheckAction = z.enum(['rollback', 'pause', 'warn', 'criterion']);
export type CheckAction = z.infer<typeof CheckAction>;

/** `id` is unique in the plan: the action and the rule's text. */
export const Check = z.object({ id: z.string(), action: CheckAction, rule: Rule });
export type Check = z.infer<typeof Check>;

/** A health endpoint of the canary. `startup` must pass before traffic; the others are watched all along. */
export const Probe = z.object({
  name: z.string(),
  kind: z.enum(['startup', 'live', 'ready', 'custom']),
  path: z.string(),
  /** A critical probe that fails `failures` times in a row rolls back; another one warns. */
  critical: z.boolean(),
  delay: Millis,
  every: Millis,
  timeout: Millis,
  failures: z.number().int().positive(),
  successes: z.number().int().positive(),
});
export type Probe = z.infer<typeof Probe>;

/** What follows when a gate is not opened or a criterion is not met. */
export const Unmet = z.enum(['hold', 'ask', 'roll_back']);
export type Unmet = z.infer<typeof Unmet>;

export const Stage = z.object({
  name: z.string(),
  weight: Weight,
  hold: Millis,
  /** The gate people must open after the hold and before the next stage; null continues by itself. */
  gate: Gate.nullable(),
  /** Who is asked where only an unmet criterion asks; absent: the gate. */
  whenUnmet: Gate.optional(),
  checks: z.array(Check),
  /** Criteria unmet or without data at the end of the hold: extend this often, then `outcome`. */
  unmet: z.object({ extendBy: Millis, extensions: z.number().int().nonnegative(), outcome: Unmet }),
  /** What must be ticked before the stage is left. */
  checklist: BoxList.optional(),
  /** What else must be so before the stage is left; absent: nothing. */
  requires: z
    .object({
      /** No alert that counts as an incident for so long. */
      noCriticalAlertFor: Millis.optional(),
      /** No complaint about it for as long as the stage holds. */
      noComplaint: z.literal(true).optional(),
    })
    .optional(),
});
export type Stage = z.infer<typeof Stage>;

export const NoData = z.object({ after: Millis, outcome: z.enum(['hold', 'pause', 'roll_back']) });

export const Sticky = z.object({ cookie: z.string(), lasts: Millis });

/** A cohort with a share of its own: requests whose header (or cookie) has one of `values`. */
export const Segment = z.object({
  name: z.string(),
  header: z.string(),
  values: z.array(z.string()).min(1),
  weight: Weight,
});
export type Segment = z.infer<typeof Segment>;

/** How requests find a version while the rollout is live, besides the weight. */
export const Routing = z.object({
  router: RouterName,
  /** The router's own name for what this service serves in this environment. */
  route: z.string(),
  sticky: Sticky.nullable(),
  /** A request with this header set to the canary's version goes to canary. */
  header: z.string().nullable(),
  segments: z.array(Segment),
  /** How long the router keeps a split that nobody confirms before it returns to stable by itself. */
  lease: Millis,
});
export type Routing = z.infer<typeof Routing>;

export const Superseding = z.enum(['refuse', 'queue', 'supersede']);
export type Superseding = z.infer<typeof Superseding>;

/** Where the released code stands; part of the plan, so that an approval is one of this commit. */
export const Source = z.object({
  /** `owner/name` */
  repository: z.string(),
  /** Full SHA. */
  commit: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
  /** Number of the pull request; null when it is not released from one. */
  pull: z.number().int().positive().nullable(),
});
export type Source = z.infer<typeof Source>;

/** What all tests that may be looked at all the time share. */
export const Sequential = z.object({
  /** Chance that a canary as good as stable is rolled back, over the whole rollout and all its tested metrics. */
  falseAlarms: z.number().gt(0).lt(1),
});
export type Sequential = z.infer<typeof Sequential>;

/** Rank comparison with stable in the manner of Netflix's judge; scores are 0 to 100. */
export const ComparisonPlan = z.object({
  metrics: z
    .array(
      z.object({
        metric: z.string(),
        group: z.string(),
        /** Out of limits, it makes the whole score 0. */
        critical: z.boolean(),
        /** Having no data counts as a failure. */
        mustHaveData: z.boolean(),
        direction: z.enum(['increase', 'decrease', 'either']),
        /** Effects (a ratio of means) that are still accepted; 1 accepts none. */
        allowedIncrease: z.number().min(1),
        allowedDecrease: z.number().gt(0).max(1),
        /** The same for failing critically, whatever the other limits say; null: never. */
        criticalIncrease: z.number().min(1).nullable(),
        criticalDecrease: z.number().gt(0).max(1).nullable(),
      }),
    )
    .min(1),
  /** Weights of groups that have one, together at most 100; the others share the rest evenly. */
  groupWeights: z.record(z.string(), z.number().min(0).max(100)),
  /** Of the interval, such as 0.98. */
  confidence: z.number().gt(0.5).lt(1),
  tolerance: z.number().min(0),
  removeOutliers: z.boolean(),
});
export type ComparisonPlan = z.infer<typeof ComparisonPlan>;

/** Everything that was decided before a rollout starts. Compiled from belay.yml, then never changed. */
export const PlanBody = z.object({
  service: ServiceName,
  environment: EnvironmentName,
  strategy: z.literal('canary'),
  canary: Target,
  /** Interval between two evaluations. */
  interval: Millis,
  routing: Routing,
  metrics: z.array(Metric),
  probes: z.array(Probe),
  prepare: z.array(Step),
  stages: z.array(Stage).min(1),
  verify: z.array(Step),
  noData: NoData,
  rollback: z.object({
    /** Weights of a gradual rollback from high to low, each kept for `every`. */
    steps: z.array(Weight),
    every: Millis,
    /** Follow-up for people. */
    tasks: TaskPlan.optional(),
    /** Who must agree to a rollback by hand; automatic and emergency ones are never gated. */
    approval: Gate.optional(),
    /** Whether whoever is on call is paged when it is rolled back. */
    page: z.literal(true).optional(),
    /** What is done besides moving traffic, in order, once no request reaches the canary. */
    procedure: z.array(ProcedureStep).min(1).optional(),
    /** The same for `rollback --emergency`; absent: as for any other. */
    emergency: z.array(ProcedureStep).min(1).optional(),
  }),
  superseding: Superseding,
  /** How long the previous version is kept after completion, so that a completed rollout can be rolled back. */
  keepPrevious: Millis,
  places: z.array(PlaceName),
  /** Who else is told at which point; absent: nobody. */
  announcements: z.array(Announced).optional(),
  /** What must be ticked before the first stage. */
  before: BoxList.optional(),
  /** What people tick after completion; it holds nothing. */
  after: BoxList.optional(),
  /** What the checklist document names besides its boxes. */
  named: z.object({ criteria: z.array(z.string()), notes: z.array(z.string()) }).optional(),
  source: Source.optional(),
  /** How risky the release is taken to be, and why; absent where no tiers are declared. */
  risk: Risk.optional(),
  /** Opens before anything begins, migrations included; absent: nobody is asked. */
  entry: Gate.optional(),
  /** Hours in which stages may be left; absent: always. */
  staffed: Hours.optional(),
  /** It goes past safeguards. */
  breakGlass: BreakGlass.optional(),
  /** A critical fix: error budgets that are spent neither refuse it nor pause it. */
  critical: z.literal(true).optional(),
  sequential: Sequential.optional(),
  comparison: ComparisonPlan.optional(),
  /** Checks against stable wait this long after the canary's first traffic; absent: not at all. */
  warmUp: Millis.optional(),
  /** Criteria are not believed before a stage was measured this long; absent: at once. */
  minimumData: Millis.optional(),
  /** Who hears of what by how bad it is; absent: the plan's places hear everything, and no pager is used. */
  alerts: Alerts.optional(),
  /** Kinds of documents that are written at their moments; absent: the usual ones. */
  documents: z.array(DocumentKind).optional(),
  /** What the verification script finds out besides the health of the new version; absent: it is only run on request. */
  verification: VerificationPlan.optional(),
});
export type PlanBody = z.infer<typeof PlanBody>;

export const Plan = PlanBody.extend({ hash: Sha256 });
export type Plan = z.infer<typeof Plan>;
