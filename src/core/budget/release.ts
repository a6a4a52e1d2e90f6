import { type Refusal, refuse } from '../refusal.ts';
import { formatDuration } from '../time.ts';
import { type BudgetLevel, isFrozen, isStricter } from './budget.ts';
import type { BudgetStanding } from './standing.ts';
import { shareWords, standing as standingClause } from './words.ts';

/** What is to be released, as people type it. */
export interface AskedRelease {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  /** Whether it is said to be a critical fix. */
  readonly critical: boolean;
}

export type ReleaseDecision =
  /** `approved`: somebody else has to approve it before it leaves its first stage. */
  { readonly kind: 'may'; readonly approved: boolean } | Refusal;

/**
 * Whether error budgets let a release begin: ordinary ones while none is frozen, critical fixes always, and where a
 * budget is (nearly) gone with an approval.
 */
export function decideRelease(standings: readonly BudgetStanding[], asked: AskedRelease): ReleaseDecision {
  const gating = standings.filter(({ gates }) => gates);
  const strictest = gating.reduce<BudgetLevel>(
    (level, one) => (isStricter(one.level, level) ? one.level : level),
    'open',
  );
  if (!isFrozen(strictest)) return { kind: 'may', approved: false };
  if (asked.critical) return { kind: 'may', approved: strictest === 'critical-only' };
  const frozen = gating.filter(({ level }) => level === strictest);
  const [first] = frozen;
  return first === undefined ? { kind: 'may', approved: false } : refuseRelease(first, frozen, asked);
}

function refuseRelease(
  first: BudgetStanding,
  frozen: readonly BudgetStanding[],
  { service, environment, version }: AskedRelease,
): Refusal {
  const { budget, assessment, level } = first;
  const others = frozen.slice(1).map((one) => one.budget.name);
  const also = others.length === 0 ? '' : ` (and so is ${others.join(', ')})`;
  const stops = `releases stop below ${shareWords(budget.freezeBelow)}`;
  const next = `They go on once ${shareWords(budget.unfreezeAt)} is left again, as failures grow older than ${formatDuration(budget.period)}.`;
  const needs =
    level === 'critical-only' ? ', and somebody else then approves it before it leaves its first stage' : '';
  return refuse(
    'budget-frozen',
    `The error budget ${budget.name} of ${service} in ${environment} is frozen${also}: ${standingClause(assessment)}; ${stops}. Nothing was started. ${next} A fix that cannot wait goes with \`deploy ${service} ${version} to ${environment} --critical "why"\`${needs}; \`budget ${service}\` shows more.`,
  );
}
