import { z } from 'zod';
import { EnvironmentName, ServiceName } from '../ids.ts';
import type { Recorded } from '../rollout/events.ts';
import type { Instant } from '../time.ts';
import { BudgetLevel } from './budget.ts';

/** The level of one budget of a slot has changed. */
export const LevelEvent = z.object({
  kind: z.literal('budget-level'),
  budget: z.string(),
  service: ServiceName,
  environment: EnvironmentName,
  level: BudgetLevel,
  /** Share of the budget that was left. */
  remaining: z.number(),
});
export type LevelEvent = z.infer<typeof LevelEvent>;

/** One budget of one service in one environment. */
export type BudgetKey = Pick<LevelEvent, 'budget' | 'service' | 'environment'>;

export interface KeptLevel {
  readonly level: BudgetLevel;
  /** What was left when it began. */
  readonly remaining: number;
  readonly since: Instant;
}

/** The stream of a budget's level. None of the names can hold a slash. */
export function levelStream({ budget, service, environment }: BudgetKey): string {
  return `budget/${budget}/${service}/${environment}`;
}

/** The newest event tells. */
export function foldLevel(history: readonly Pick<Recorded<LevelEvent>, 'at' | 'event'>[]): KeptLevel | null {
  const last = history.at(-1);
  if (last === undefined) return null;
  const { level, remaining } = last.event;
  return { level, remaining, since: last.at };
}
