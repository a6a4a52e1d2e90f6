import { assess } from '../../src/core/budget/assess.ts';
import type { BudgetLevel, ErrorBudget, WindowReading } from '../../src/core/budget/budget.ts';
import { budgetWindows } from '../../src/core/budget/burn-rates.ts';
import { levelOf } from '../../src/core/budget/level.ts';
import type { BudgetStanding } from '../../src/core/budget/standing.ts';

export const day = 86_400_000;

/** 99.9 % over 30 days with the thresholds that people use: 5, 10, 15 and 25 %. */
export function aBudget(overrides: Partial<ErrorBudget> = {}): ErrorBudget {
  return {
    name: 'requests',
    objective: 0.999,
    period: 30 * day,
    warnBelow: 0.25,
    freezeBelow: 0.1,
    criticalOnlyBelow: 0.05,
    unfreezeAt: 0.15,
    watch: true,
    ...overrides,
  };
}

/** The same share of bad requests in every window, of a million each. */
export function evenly(share: number, period: number = 30 * day): readonly WindowReading[] {
  return budgetWindows(period).map((window) => ({
    window,
    reading: { kind: 'counted', bad: share * 1e6, total: 1e6 },
  }));
}

/** A budget with so much of it left, and nothing bad lately. */
export function withLeft(remaining: number, budget: ErrorBudget = aBudget()): readonly WindowReading[] {
  const share = (1 - remaining) * (1 - budget.objective);
  return budgetWindows(budget.period).map((window) => ({
    window,
    reading: { kind: 'counted', bad: window === budget.period ? share * 1e6 : 0, total: 1e6 },
  }));
}

/** Where a budget stands that gates, read with so much left. */
export function aStanding(
  remaining: number,
  {
    former = null,
    gates = true,
    ...budget
  }: Partial<ErrorBudget> & { former?: BudgetLevel | null; gates?: boolean } = {},
): BudgetStanding {
  return standingOf(withLeft(remaining, aBudget(budget)), { former, gates, ...budget });
}

export function standingOf(
  readings: readonly WindowReading[],
  {
    former = null,
    gates = true,
    ...rules
  }: Partial<ErrorBudget> & { former?: BudgetLevel | null; gates?: boolean } = {},
): BudgetStanding {
  const budget = aBudget(rules);
  const assessment = assess(budget, readings);
  return { budget, gates, assessment, level: levelOf(budget, assessment, former) };
}
