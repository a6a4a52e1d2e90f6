import { planHash } from '../src/config/compile.ts';
import { criticalFix } from '../src/core/budget/critical-fix.ts';
import { decideRelease } from '../src/core/budget/release.ts';
import { type BudgetMeasured, budgetNews } from '../src/core/budget/standing.ts';
import type { Refusal } from '../src/core/refusal.ts';
import type { Request } from '../src/core/rollout/decide-request.ts';
import type { Plan } from '../src/core/rollout/plan.ts';
import type { Desk } from './command.ts';

interface Passed {
  readonly plan: Plan;
  /** For the rollout's log: budgets that are worse off than one would wish. */
  readonly told: readonly BudgetMeasured[];
}

/** Reads the error budgets that can stop a release there. @returns the plan it may go with, or why it may not */
export async function passBudgets(
  { budgets }: Pick<Desk, 'budgets'>,
  plan: Plan,
  critical: boolean,
): Promise<Passed | Refusal> {
  const standings = await budgets.gating(plan);
  if (standings.length === 0) return { plan, told: [] };
  const { service, environment, canary } = plan;
  const decision = decideRelease(standings, { service, environment, version: canary.version, critical });
  if (decision.kind === 'refused') return decision;
  const told = budgetNews({}, standings);
  if (!critical) return { plan, told };
  const { hash: _, ...body } = plan;
  const fix = criticalFix(body, decision.approved);
  return { plan: { ...fix, hash: planHash(fix) }, told };
}

/** What is said of budgets and of a freeze to come belongs to the answer, not only to the log. */
export function withBudgets(
  sentence: string,
  {
    plan,
    told,
    ahead = null,
  }: Pick<Request, 'plan'> & Pick<Passed, 'told'> & { readonly ahead?: string | null },
): string {
  const critical =
    plan.critical === true && plan.breakGlass === undefined ? ['It goes as a critical fix.'] : [];
  const freeze = ahead === null ? [] : [ahead];
  return [sentence, ...critical, ...told.map((one) => one.sentence), ...freeze].join(' ');
}
