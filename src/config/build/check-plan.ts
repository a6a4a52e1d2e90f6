import { formatDuration } from '../../core/time.ts';
import { error, type Path, type Report, warning } from '../mistake.ts';
import { checkTests } from './check-tests.ts';
import { type BuiltPlan, evaluationOf, type PlanSource } from './plan.ts';

/** What must be true of a plan whoever uses it. */
export function checkPlan(plan: PlanSource, path: Path, built: BuiltPlan, report: Report): void {
  checkWeights(plan, path, report);
  checkEnd(plan, path, report);
  checkHolds(plan, path, report);
  checkSteps(plan, path, report);
  checkSustained(plan, built, report);
  checkTests(plan, path, built, report);
}

function checkWeights({ stages }: PlanSource, path: Path, report: Report): void {
  stages.forEach((stage, index) => {
    const at = [...path, 'stages', index, 'weight'];
    const before = stages[index - 1]?.weight ?? 0;
    if (stage.weight > before) return;
    const sentence =
      index === 0
        ? 'A first stage of 0% releases nothing. Begin with a small weight such as `1%`.'
        : `${stage.weight}% comes after ${before}% here, and weights grow from stage to stage.`;
    report(error(at, 'weights-not-increasing', sentence, { expected: `more than ${before}%` }));
  });
}

/** Who signs off below 100% sends everybody there. */
function checkEnd({ stages, ending }: PlanSource, path: Path, report: Report): void {
  const last = stages.at(-1);
  if (last === undefined || last.weight === 100 || ending !== undefined) return;
  const list = [...path, 'stages'];
  const sentence = `The last stage has ${last.weight}%, and a plan that ends below 100% needs people who decide about the rest. Add a stage with \`weight: 100%\`, or an \`ending\` with sign-offs.`;
  report(
    error([...list, stages.length - 1, 'weight'], 'ends-early', sentence, {
      expected: '`100%`',
      about: [list],
    }),
  );
}

/** A hold of `0s` is a word for "pass through"; anything between that and one interval is a slip. */
function checkHolds(plan: PlanSource, path: Path, report: Report): void {
  const { interval } = evaluationOf(plan);
  plan.stages.forEach((stage, index) => {
    if (stage.hold === 0 || stage.hold >= interval) return;
    const sentence = `This stage is held ${formatDuration(stage.hold)}, but measured only every ${formatDuration(interval)}, so it can end without one measurement.`;
    report(
      warning([...path, 'stages', index, 'hold'], 'hold-short', sentence, {
        expected: `at least ${formatDuration(interval)}`,
      }),
    );
  });
}

function checkSteps(plan: PlanSource, path: Path, report: Report): void {
  const steps = plan.rollback?.gradual?.steps ?? [];
  steps.forEach((weight, index) => {
    const before = steps[index - 1];
    if (before === undefined || weight < before) return;
    const sentence = `A gradual rollback goes down, and here ${weight}% comes after ${before}%.`;
    const at = [...path, 'rollback', 'gradual', 'steps', index];
    report(error(at, 'steps-not-decreasing', sentence, { expected: `less than ${before}%` }));
  });
}

/** A streak goes on from stage to stage, so only a `for` that no stage is long enough for is a slip. */
function checkSustained(plan: PlanSource, { checks }: BuiltPlan, report: Report): void {
  const longest = new Map<string, number>();
  plan.stages.forEach(({ hold }, index) => {
    for (const { check } of checks[index] ?? []) {
      longest.set(check.id, Math.max(longest.get(check.id) ?? 0, hold));
    }
  });
  for (const { check, path } of checks.flat()) {
    const hold = longest.get(check.id) ?? 0;
    if (check.rule.sustained <= hold) continue;
    const sentence = `This rule acts after ${formatDuration(check.rule.sustained)}, but the longest stage it is watched in is held ${formatDuration(hold)}, so it may never act.`;
    report(
      warning(path, 'sustained-long', sentence, { expected: `\`for\` of at most ${formatDuration(hold)}` }),
    );
  }
}
