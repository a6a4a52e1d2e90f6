import { isFrozen } from '../budget/budget.ts';
import { type BudgetMeasured, type BudgetStanding, budgetNews } from '../budget/standing.ts';
import type { RolloutEvent } from './events.ts';
import type { Rollout } from './state.ts';

/**
 * Error budgets as they stand while a rollout is live. One that falls so far that releases stop pauses the rollout
 * where it is: what is out may be what spends it or what mends it, and people can tell. Once they have resumed it, it is
 * paused again only when the budget falls further.
 */
export function budgetsFound(
  rollout: Rollout,
  standings: readonly BudgetStanding[],
): readonly RolloutEvent[] {
  if (!isUnderWay(rollout)) return [];
  const news = budgetNews(rollout.budgets, standings);
  const stopping = news.find((one) => stops(rollout, one, standings));
  if (stopping === undefined || rollout.pause !== null) return news;
  const reason = `${stopping.sentence} Traffic stays as it is and triggers go on watching; \`resume ${rollout.id}\` goes on all the same`;
  return [...news, { kind: 'paused', reason }];
}

function stops(
  { plan, budgets }: Rollout,
  { budget, level }: BudgetMeasured,
  standings: readonly BudgetStanding[],
): boolean {
  const standing = standings.find((one) => one.budget.name === budget);
  if (plan.critical === true || standing?.gates !== true || !standing.budget.watch) return false;
  return isFrozen(level) && level !== budgets[budget]?.level;
}

function isUnderWay({ phase }: Rollout): boolean {
  switch (phase.kind) {
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
      return true;
    case 'queued':
    case 'completing':
    case 'rolling-back':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return false;
  }
}
