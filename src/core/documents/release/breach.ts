import { everyCheck } from '../../card/checks.ts';
import type { Verdict } from '../../judge/verdict.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Check, Plan } from '../../rollout/plan.ts';
import { type Look, looksOf } from '../figures/metric-figures.ts';
import { type RollbackAccount, rollbackAccount } from '../report/rollback.ts';
import { type StageStay, stageStays } from '../report/stages.ts';

/** A rollback with what was known when it was ordered. */
export interface Breach {
  readonly account: RollbackAccount;
  /** Events before the order. */
  readonly before: readonly Recorded[];
  /** The last look before the order; null when there was none. */
  readonly look: Look | null;
  /** The stage it was ordered in; null before the first one. */
  readonly stay: StageStay | null;
  /** The check that ordered it, with its last word; null when something else did. */
  readonly trigger: { readonly check: Check; readonly verdict: Verdict | null } | null;
}

/** @returns null when no rollback was ordered */
export function breachOf(plan: Plan, events: readonly Recorded[]): Breach | null {
  const account = rollbackAccount(events);
  if (account === null) return null;
  const index = events.findIndex(({ event }) => event.kind === 'rollback-ordered');
  const before = events.slice(0, index);
  const look = looksOf(before).findLast(({ event }) => event.stage !== null) ?? null;
  return {
    account,
    before,
    look,
    stay: stageStays(before).at(-1) ?? null,
    trigger: triggerOf(plan, account, look),
  };
}

function triggerOf(plan: Plan, { cause }: RollbackAccount, look: Look | null): Breach['trigger'] {
  if (cause.kind !== 'trigger') return null;
  const check = everyCheck(plan).find(({ id }) => id === cause.check);
  if (check === undefined) return null;
  const verdict = look?.event.verdicts.find((one) => one.check === check.id) ?? null;
  return { check, verdict };
}
