import { percent } from '../prose.ts';
import { formatDuration, type Millis } from '../time.ts';
import type { Assessment, BurnRate } from './assess.ts';
import type { BudgetLevel, ErrorBudget } from './budget.ts';
import type { Burning } from './burn-rates.ts';

/** A share of the budget, never rounded up over a threshold: `9.9 %`. */
export function shareWords(share: number): string {
  return percent(Math.floor(share * 1000 + 1e-6) / 10);
}

/** `8 % of it is left`, `none of it is left: 20 % more than all of it is spent`. @param remaining share of the budget */
export function leftWords(remaining: number): string {
  if (remaining > 0) return `${shareWords(remaining)} of it is left`;
  const over = remaining < 0 ? `: ${shareWords(-remaining)} more than all of it is spent` : '';
  return `none of it is left${over}`;
}

/** `14.4x` */
export function rateWords(rate: number): string {
  return `${rate >= 100 ? Math.round(rate) : Math.round(rate * 10) / 10}x`;
}

/** A budget's level in short, as lists say it. */
export const levelWords: { readonly [L in BudgetLevel]: string } = {
  open: 'open',
  warn: 'open, with a warning',
  frozen: 'frozen',
  'critical-only': 'frozen, critical fixes only with approval',
};

/** What the level means for a release, as a sentence. */
export function meaning(level: BudgetLevel, budget: ErrorBudget): string {
  const thaws = `Releases go on once ${shareWords(budget.unfreezeAt)} is left again; failures count for ${formatDuration(budget.period)}.`;
  switch (level) {
    case 'open':
      return 'Releases go on.';
    case 'warn':
      return `Releases go on, and what is wrong is said each time; below ${shareWords(budget.freezeBelow)} they stop.`;
    case 'frozen':
      return `Only critical fixes are released: \`deploy … --critical "why"\`. ${thaws}`;
    case 'critical-only':
      return `Only critical fixes are released, \`deploy … --critical "why"\`, and somebody else approves them before they leave their first stage. ${thaws}`;
  }
}

/** Where a budget stands, as a clause: `8 % of it is left`, or why that is not known. */
export function standing(assessment: Assessment): string {
  return assessment.kind === 'known'
    ? leftWords(assessment.remaining)
    : `how much of it is left is not known: ${assessment.sentence}`;
}

/** `it burns 16x too fast (1h: 16x, 5m: 20x; a page is due above 14.4x); at this rate the rest is gone in 1d 3h` */
export function burnClause({ rule, long, short }: Burning, remaining: number, period: Millis): string {
  const over = `${formatDuration(rule.long)}: ${rateWords(long)}, ${formatDuration(rule.short)}: ${rateWords(short)}`;
  const due = `a ${rule.alert} is due above ${rateWords(rule.factor)}`;
  const end =
    remaining <= 0 ? '' : `; at this rate the rest is gone in ${formatDuration((remaining * period) / long)}`;
  return `it burns ${rateWords(long)} as fast as it may (${over}; ${due})${end}`;
}

/** `1h 16x`, `5m not known` */
export function rateInList({ window, rate }: BurnRate): string {
  return `${formatDuration(window)} ${rate === null ? 'not known' : rateWords(rate)}`;
}
