import type { Millis } from '../time.ts';
import type { BurnAlert } from './budget.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A burn that is told when it is faster than `factor` over both windows. */
export interface BurnRule {
  readonly alert: BurnAlert;
  readonly long: Millis;
  /** 1/12 of the long one: the alert ends soon after the burn does. */
  readonly short: Millis;
  /** Times the rate that spends exactly the whole budget in exactly the period. */
  readonly factor: number;
}

/**
 * Over a period of 30 days they tell when 2 %, 5 % and 10 % of the budget went within the long window.
 * Source: The Site Reliability Workbook (O'Reilly 2018), chapter 5, table 5-8.
 */
export const burnRules: readonly BurnRule[] = [
  { alert: 'page', long: hour, short: 5 * minute, factor: 14.4 },
  { alert: 'page', long: 6 * hour, short: 30 * minute, factor: 6 },
  { alert: 'ticket', long: 3 * day, short: 6 * hour, factor: 1 },
];

/** Rules whose windows lie within the period. */
export function burnRulesOf(period: Millis): readonly BurnRule[] {
  return burnRules.filter(({ long }) => long <= period);
}

/** Every window that is read for a budget, the shortest first and the period last. */
export function budgetWindows(period: Millis): readonly Millis[] {
  const windows = burnRulesOf(period).flatMap(({ long, short }) => [short, long]);
  return [...new Set([...windows, period])].toSorted((a, b) => a - b);
}

/** What is over its limit. */
export interface Burning {
  readonly rule: BurnRule;
  /** Times the sustainable rate, over the long and over the short window. */
  readonly long: number;
  readonly short: number;
}

/** @param rateOver the burn rate over a window; null when it is not known, and then nothing is said of it */
export function burning(period: Millis, rateOver: (window: Millis) => number | null): readonly Burning[] {
  return burnRulesOf(period).flatMap((rule) => {
    const [long, short] = [rateOver(rule.long), rateOver(rule.short)];
    if (long === null || short === null) return [];
    return long > rule.factor && short > rule.factor ? [{ rule, long, short }] : [];
  });
}

/** The loudest of them; null when nothing burns. */
export function loudest(found: readonly Burning[]): BurnAlert | null {
  if (found.some(({ rule }) => rule.alert === 'page')) return 'page';
  return found.length > 0 ? 'ticket' : null;
}
