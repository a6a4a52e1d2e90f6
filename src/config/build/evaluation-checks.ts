import { parseRule, type RuleContext } from '../../core/judge/parse-rule.ts';
import { comparisonMetric } from '../../core/judge/parse-test.ts';
import type { Limit } from '../../core/judge/rule.ts';
import { usualFalseAlarms } from '../../core/judge/sequential/combine.ts';
import type { CheckAction, Sequential } from '../../core/rollout/plan.ts';
import { error, type Path, type Report, warning } from '../mistake.ts';
import { listOf } from './building.ts';
import { isTest, type PlacedCheck } from './checks.ts';
import type { PlanSource } from './plan.ts';

type Evaluation = NonNullable<PlanSource['evaluation']>;

const pass = 75;

/** The rules that `evaluation` stands for, unless the plan's own lists have one about the same thing already. */
export function evaluationChecks(
  { evaluation = {} }: PlanSource,
  path: Path,
  own: readonly PlacedCheck[],
  context: RuleContext,
  report: Report,
): readonly PlacedCheck[] {
  const wanted = [...tests(evaluation, path), ...scores(evaluation, path)];
  const found = new Map<string, PlacedCheck>();
  for (const { action, text, metric, kind, at } of wanted) {
    if (has(own, action, metric, kind)) continue;
    const parsed = parseRule(text, context);
    if (parsed.kind === 'rule') {
      const id = `${action}: ${parsed.rule.text}`;
      if (!found.has(id)) found.set(id, { check: { id, action, rule: parsed.rule }, path: at });
    } else if (Object.hasOwn(context.metrics, metric)) {
      report(error(at, 'wrong-rule', parsed.sentence, { expected: 'another metric' }));
    }
  }
  return [...found.values()];
}

interface Wanted {
  readonly action: CheckAction;
  readonly text: string;
  readonly metric: string;
  readonly kind: Limit['kind'];
  readonly at: Path;
}

function tests({ sequential }: Evaluation, path: Path): readonly Wanted[] {
  if (sequential === undefined) return [];
  const { metrics, margin = 1, promote_within: within } = sequential;
  const list = [...path, 'evaluation', 'sequential', 'metrics'];
  const limit = margin === 1 ? 'stable' : `${margin}x stable`;
  return listOf(metrics).flatMap(({ name }, index): readonly Wanted[] => {
    const at = Array.isArray(metrics) ? [...list, index] : list;
    const worse = { metric: name, kind: 'worse', action: 'rollback', at } as const;
    const good = { metric: name, kind: 'within', action: 'criterion', at } as const;
    return [
      { ...worse, text: `${name} worse than ${limit}` },
      ...(within === undefined ? [] : [{ ...good, text: `${name} within ${within}x stable` }]),
    ];
  });
}

function scores({ comparison }: Evaluation, path: Path): readonly Wanted[] {
  if (comparison === undefined) return [];
  const text = `${comparisonMetric} score >= ${comparison.pass ?? pass}`;
  const at = [...path, 'evaluation', 'comparison'];
  return [{ action: 'criterion', text, metric: comparisonMetric, kind: 'score', at }];
}

function has(own: readonly PlacedCheck[], action: CheckAction, metric: string, kind: Limit['kind']): boolean {
  return own.some(
    ({ check }) => check.action === action && check.rule.metric === metric && check.rule.limit.kind === kind,
  );
}

/** What all tests of a plan share; undefined when it has none. */
export function buildSequential(
  { evaluation }: PlanSource,
  checks: readonly PlacedCheck[],
): Sequential | undefined {
  const tested = checks.some(({ check }) => isTest(check.rule));
  return tested ? { falseAlarms: evaluation?.sequential?.false_alarms ?? usualFalseAlarms } : undefined;
}

/** A score needs a comparison, and a comparison one score to reach. */
export function checkScores(
  { evaluation }: PlanSource,
  path: Path,
  checks: readonly PlacedCheck[],
  report: Report,
): void {
  const scored = checks.filter(({ check }) => check.rule.limit.kind === 'score');
  if (evaluation?.comparison === undefined) {
    for (const { check, path: at } of scored) {
      const sentence = `\`${check.rule.text}\` needs a comparison. Say which metrics are compared: \`evaluation: {comparison: {metrics: [error-rate, 5xx-rate]}}\`.`;
      report(error(at, 'no-comparison', sentence, { expected: '`evaluation.comparison`' }));
    }
    return;
  }
  const at = [...path, 'evaluation', 'comparison', 'pass'];
  const rule = scored.find((placed) => placed.path.at(-1) !== 'comparison');
  if (evaluation.comparison.pass === undefined || rule === undefined) return;
  const sentence = `\`${rule.check.rule.text}\` stands under \`promote_when\` too, and it is the rule that counts. Keep one of them.`;
  report(warning(at, 'rule-twice', sentence, { at: 'key' }));
}
