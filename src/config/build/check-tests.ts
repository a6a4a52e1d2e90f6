import { usedWords } from '../../core/judge/query-template.ts';
import { needsStable } from '../../core/judge/stage-checks.ts';
import { testable } from '../../core/judge/testable.ts';
import type { Metric } from '../../core/rollout/plan.ts';
import { formatDuration } from '../../core/time.ts';
import { type Path, type Report, warning } from '../mistake.ts';
import { checkTested } from './check-tested.ts';
import { isTest, type PlacedCheck } from './checks.ts';
import type { BuiltPlan, PlanSource } from './plan.ts';

/** What must be true of tests and comparisons besides their grammar. */
export function checkTests(plan: PlanSource, path: Path, built: BuiltPlan, report: Report): void {
  checkGauges(built, report);
  checkTested(path, built, report);
  checkWarmUp(plan, path, built, report);
  checkMinimumData(plan, path, built, report);
}

/** A gauge has readings alone, and they must be of each side. */
function checkGauges({ shape, checks, compared }: BuiltPlan, report: Report): void {
  const gauges = new Map(
    shape.metrics.flatMap((metric) => (testable(metric).kind === 'gauge' ? [[metric.name, metric]] : [])),
  );
  for (const { check, path } of checks.flat()) {
    const metric = gauges.get(check.rule.metric);
    if (metric === undefined || !isTest(check.rule)) continue;
    const counters =
      metric.source.kind === 'query' ? ', or say what counts it (`counters`, `histogram`)' : '';
    const sentence = `\`${metric.name}\` is tested by averages of gauges: a limit is better unless it is steady${counters}.`;
    report(warning(path, 'gauge-tested', sentence, { expected: 'a limit' }));
    checkSides(metric, path, report);
  }
  for (const { metric: name, path } of compared) {
    const metric = shape.metrics.find((one) => one.name === name);
    if (metric !== undefined) checkSides(metric, path, report);
  }
}

function checkSides({ name, source }: Metric, path: Path, report: Report): void {
  if (source.kind !== 'query') return;
  const told = usedWords(source.query);
  if (told.has('version') || told.has('side')) return;
  const sentence = `Here canary is compared with stable, but the query of \`${name}\` has no {version} (nor {side}), so both are the same number. Put \`version="{version}"\` into the query's labels.`;
  report(warning(path, 'same-on-both-sides', sentence, { about: [['metrics', name, 'query']] }));
}

function checkWarmUp({ evaluation, stages }: PlanSource, path: Path, built: BuiltPlan, report: Report): void {
  const warmUp = evaluation?.warm_up ?? 0;
  const hold = stages[0]?.hold ?? 0;
  const relative = built.checks[0]?.some(({ check }) => needsStable(check.rule.limit)) ?? false;
  if (warmUp === 0 || warmUp < hold || !relative) return;
  const sentence = `Checks against stable wait ${formatDuration(warmUp)}, and the first stage is held ${formatDuration(hold)}, so they say nothing in it. Take a shorter warm-up or a longer hold.`;
  const expected = `less than ${formatDuration(hold)}`;
  report(warning([...path, 'evaluation', 'warm_up'], 'warm-up-long', sentence, { expected }));
}

function checkMinimumData(
  { evaluation, stages }: PlanSource,
  path: Path,
  { checks }: BuiltPlan,
  report: Report,
): void {
  const least = evaluation?.minimum_data ?? 0;
  const hasCriteria = (placed: readonly PlacedCheck[] | undefined) =>
    placed?.some(({ check }) => check.action === 'criterion') ?? false;
  const shortest = Math.min(
    ...stages.flatMap(({ hold }, index) => (hasCriteria(checks[index]) ? [hold] : [])),
  );
  if (least <= shortest) return;
  const sentence = `Criteria are believed after ${formatDuration(least)} of a stage, and the shortest stage with criteria is held ${formatDuration(shortest)}, so they are never met at its end. Take less, or a longer hold.`;
  const expected = `at most ${formatDuration(shortest)}`;
  report(warning([...path, 'evaluation', 'minimum_data'], 'minimum-data-long', sentence, { expected }));
}
