import { needsStable } from '../core/judge/stage-checks.ts';
import type { Plan } from '../core/rollout/plan.ts';
import type { Problems } from './problems.ts';
import type { RecordedInterval } from './recording.ts';

/** The stage that a weight belongs to: the one that has it, or else the lightest that covers it. */
export function stageOfWeight({ stages }: Plan, weight: number): number {
  const same = stages.findIndex((stage) => stage.weight === weight);
  if (same !== -1) return same;
  const covering = stages.findIndex((stage) => stage.weight >= weight);
  return covering === -1 ? stages.length - 1 : covering;
}

/** @returns the recorded weight; null where none was recorded, or none that can be */
export function weightOf({ at, weight }: RecordedInterval, problems: Problems): number | null {
  if (weight === null) return null;
  if (weight >= 0 && weight <= 100) return weight;
  problems.note('bad-weight', at, 'a weight is a percentage from 0 to 100; another one is not believed');
  return null;
}

/** What the ends of the scale mean for the checks, said where it is met. */
export function noteWeight(plan: Plan, stage: number, { at }: RecordedInterval, problems: Problems): void {
  const { weight = 0, checks = [] } = plan.stages[stage] ?? {};
  const resting = checks.filter(({ rule }) => needsStable(rule.limit)).map(({ rule }) => rule.text);
  if (weight === 100 && resting.length > 0) {
    const sentence = `at 100 % stable serves nobody, so nothing is held against it: ${resting.join(', ')}`;
    problems.note('weight-100', at, sentence);
  }
}
