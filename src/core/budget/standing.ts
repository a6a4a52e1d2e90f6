import type { RolloutEvent } from '../rollout/events.ts';
import type { Assessment } from './assess.ts';
import { type BudgetLevel, type BurnAlert, type ErrorBudget, isFrozen, isStricter } from './budget.ts';
import { loudest } from './burn-rates.ts';
import { burnClause, leftWords, meaning } from './words.ts';

/** A budget of one service in one environment, as it was read last. */
export interface BudgetStanding {
  readonly budget: ErrorBudget;
  /** Whether it can stop a release there; one that cannot is only shown. */
  readonly gates: boolean;
  readonly assessment: Assessment;
  readonly level: BudgetLevel;
}

/** What a rollout's log was told of a budget last. */
export interface ToldBudget {
  readonly level: BudgetLevel;
  /** The loudest of this rollout. */
  readonly alert: BurnAlert | null;
}

export type BudgetMeasured = Extract<RolloutEvent, { kind: 'budget-measured' }>;

const nothingTold: ToldBudget = { level: 'open', alert: null };

/**
 * What a rollout's log is told of its budgets: what is worse than it was told, and that releases go on again. What
 * goes to and fro at an edge is told once.
 */
export function budgetNews(
  told: Readonly<Record<string, ToldBudget>>,
  standings: readonly BudgetStanding[],
): readonly BudgetMeasured[] {
  return standings.flatMap((standing) => {
    const { budget, level, assessment } = standing;
    const before = told[budget.name] ?? nothingTold;
    const alert = alertOf(assessment);
    const louder = alert !== null && (before.alert === null || (alert === 'page' && before.alert !== 'page'));
    const thawed = isFrozen(before.level) && !isFrozen(level);
    if (!isStricter(level, before.level) && !thawed && !louder) return [];
    return [
      {
        kind: 'budget-measured',
        budget: budget.name,
        level: isStricter(level, before.level) || thawed ? level : before.level,
        alert: louder ? alert : null,
        remaining: assessment.kind === 'known' ? assessment.remaining : null,
        sentence: standingSentence(standing),
      },
    ];
  });
}

export function alertOf(assessment: Assessment): BurnAlert | null {
  return assessment.kind === 'known' ? loudest(assessment.burning) : null;
}

/** Where a budget stands and what that means, in one or two sentences. */
export function standingSentence({ budget, assessment, level }: BudgetStanding): string {
  const name = `The error budget ${budget.name}`;
  if (assessment.kind === 'unknown') {
    const stays = isFrozen(level)
      ? 'It was frozen and stays so until it can be read again.'
      : 'Releases go on all the same: it was not frozen when it was read last.';
    return `${name} cannot be told: ${assessment.sentence}. ${stays}`;
  }
  const [burn] = assessment.burning;
  const burns = burn === undefined ? '' : `, and ${burnClause(burn, assessment.remaining, budget.period)}`;
  return `${name}: ${leftWords(assessment.remaining)}${burns}. ${meaning(level, budget)}`;
}
