import type { Check, Plan } from '../rollout/plan.ts';
import type { Limit } from './rule.ts';

/**
 * The checks that apply while canary has a stage's weight. At 100 % stable serves nobody, so a comparison
 * with it would be "no data" for ever: those checks rest there.
 */
export function stageChecks(plan: Plan, stage: number): readonly Check[] {
  const found = plan.stages[stage];
  if (found === undefined) return [];
  return found.weight < 100 ? found.checks : found.checks.filter((check) => !needsStable(check.rule.limit));
}

/** Whether what canary did is held against what stable did meanwhile. */
export function needsStable({ kind }: Limit): boolean {
  switch (kind) {
    case 'stable-factor':
    case 'worse':
    case 'within':
    case 'score':
      return true;
    case 'absolute':
    case 'baseline-offset':
      return false;
  }
}
