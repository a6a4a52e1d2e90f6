import { listed } from '../../core/prose.ts';
import type { Check, Metric, PlanBody } from '../../core/rollout/plan.ts';
import type { Millis } from '../../core/time.ts';
import { isQueried, type QueryMetric, whyNoAlert, whyNotQueried } from './left-out.ts';

/** A service in an environment with the plan of its rollouts. */
export interface ExportedSlot {
  readonly service: string;
  readonly environment: string;
  /** Null where no query has to know it. */
  readonly canary: string | null;
  readonly stable: string;
  readonly plan: Pick<PlanBody, 'metrics' | 'stages'>;
}

/** A check with the names of the stages it stands in; null for all of them. */
export interface ExportedCheck {
  readonly check: Check;
  readonly metric: QueryMetric;
  readonly stages: readonly string[] | null;
}

/** What a metric server is asked about: a metric over one window. */
export interface ExportedReading {
  readonly metric: QueryMetric;
  readonly window: Millis;
}

export interface ExportedParts {
  readonly readings: readonly ExportedReading[];
  readonly checks: readonly ExportedCheck[];
  /** What of the plan is not exported, a sentence each. */
  readonly leftOut: readonly string[];
}

/** What of a plan a metric server can know. */
export function exportedParts({ service, environment, plan }: ExportedSlot): ExportedParts {
  const metrics = new Map(plan.metrics.map((metric) => [metric.name, metric]));
  const found = checksOf(plan).map(({ check, stages }) => {
    const metric = metrics.get(check.rule.metric);
    return { check, stages, metric, why: whyLeftOut(check, metric) };
  });
  const checks = found.flatMap(({ check, stages, metric, why }) =>
    why === null && metric !== undefined && isQueried(metric) ? [{ check, metric, stages }] : [],
  );
  const readings = found.flatMap(({ check, metric }) =>
    metric !== undefined && isQueried(metric) && !isScore(check)
      ? [{ metric, window: check.rule.window }]
      : [],
  );
  return {
    checks,
    readings: [...new Map(readings.map((one) => [`${one.metric.name} ${one.window}`, one])).values()],
    leftOut: grouped(found).map(([rules, why]) => `${service} in ${environment}, ${listed(rules)}: ${why}.`),
  };
}

/** Rules about one metric that are left out for one reason stand in one sentence. */
function grouped(
  found: readonly { readonly check: Check; readonly why: string | null }[],
): readonly (readonly [rules: readonly string[], why: string])[] {
  const all = new Map<string, readonly [readonly string[], string]>();
  for (const { check, why } of found) {
    if (why === null) continue;
    const key = `${check.rule.metric} ${why}`;
    const [rules] = all.get(key) ?? [[]];
    all.set(key, [[...rules, `\`${check.rule.text}\``], why]);
  }
  return [...all.values()];
}

function whyLeftOut(check: Check, metric: Metric | undefined): string | null {
  const unknown = metric === undefined && !isScore(check) ? 'the plan has no such metric' : null;
  const unasked = metric === undefined ? null : whyNotQueried(metric);
  return unknown ?? unasked ?? whyNoAlert(check);
}

function isScore({ rule }: Check): boolean {
  return rule.limit.kind === 'score';
}

function checksOf({ stages }: ExportedSlot['plan']): readonly Omit<ExportedCheck, 'metric'>[] {
  const all = new Map(stages.flatMap(({ checks }) => checks.map((check) => [check.id, check])));
  return [...all.values()].map((check) => {
    const within = stages.filter(({ checks }) => checks.some(({ id }) => id === check.id));
    return { check, stages: within.length === stages.length ? null : within.map(({ name }) => name) };
  });
}
