import { z } from 'zod';
import type { Millis } from '../time.ts';

/** A promise about a share of good requests, what may fail before it is broken, and what that means for releases. */
export interface ErrorBudget {
  readonly name: string;
  /** Share of requests that is promised to be good, such as 0.999; between 0 and 1, neither of them. */
  readonly objective: number;
  readonly period: Millis;
  /** Shares of the budget, 0 to 1. Null: never. */
  readonly warnBelow: number | null;
  readonly freezeBelow: number;
  readonly criticalOnlyBelow: number | null;
  /** What froze thaws once this much is left, at least `freezeBelow`: not at once when it comes back over the edge. */
  readonly unfreezeAt: number;
  /** Whether it is watched while a rollout is live. */
  readonly watch: boolean;
}

/** How a metric server is asked for a budget: queries of the service as a whole, templates with `{service}` in them. */
export type BudgetQueries =
  /** Selectors of counters that only grow; `part` counts the good ones of them where `good` holds. */
  | {
      readonly kind: 'counters';
      readonly total: string;
      readonly part: string;
      readonly good: boolean;
    }
  /** A share over `{window}`, of good requests where `good` holds; `requests` counts those behind it. */
  | {
      readonly kind: 'share';
      readonly query: string;
      readonly requests: string | null;
      readonly good: boolean;
    };

/** What was counted over one window that ends now. */
export type BudgetReading =
  /** Requests; estimated by the source where it extrapolates, so not whole. */
  | { readonly kind: 'counted'; readonly bad: number; readonly total: number }
  /** The share of bad requests alone, 0 to 1, where nobody counts the requests behind it. */
  | { readonly kind: 'share'; readonly bad: number }
  | {
      readonly kind: 'none';
      /** `empty`: the source has no such series in the window; `no-traffic`: it has, and nothing came. */
      readonly reason: 'empty' | 'no-traffic' | 'not-a-number' | 'source-failed';
      /** Without a full stop. */
      readonly sentence: string;
    };

export interface WindowReading {
  readonly window: Millis;
  readonly reading: BudgetReading;
}

/** What a budget means for a release, from good to bad. */
export const BudgetLevel = z.enum(['open', 'warn', 'frozen', 'critical-only']);
export type BudgetLevel = z.infer<typeof BudgetLevel>;

/** How loud a burn is: `page` wakes somebody, `ticket` waits for the morning. */
export const BurnAlert = z.enum(['ticket', 'page']);
export type BurnAlert = z.infer<typeof BurnAlert>;

const ranks: { readonly [L in BudgetLevel]: number } = { open: 0, warn: 1, frozen: 2, 'critical-only': 3 };

/** Whether `level` lets less pass than `other`. */
export function isStricter(level: BudgetLevel, other: BudgetLevel): boolean {
  return ranks[level] > ranks[other];
}

/** Whether ordinary releases wait. */
export function isFrozen(level: BudgetLevel): boolean {
  return level === 'frozen' || level === 'critical-only';
}
