import { stageChecks } from '../judge/stage-checks.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { CheckAction } from './plan.ts';
import type { Rollout } from './state.ts';
import { watchedStage } from './wanted.ts';

/** What the end of a hold amounts to. `undecided` waits for a trigger to act or to clear. */
export interface StageOutcome {
  readonly kind: 'proceed' | 'unmet' | 'insufficient-data' | 'undecided';
  readonly sentence: string;
}

/** Nothing is promoted merely because no trigger fired: every check that acts must have data, every criterion must be met. */
export function stageOutcome(rollout: Rollout): StageOutcome {
  const { phase, measuredAt } = rollout;
  const checks = verdictsOf(rollout, ['rollback', 'pause', 'criterion']);
  const expected = expectedChecks(rollout);
  if (measuredAt === null || measuredAt < phase.since || checks.length < expected) {
    return expected === 0
      ? { kind: 'proceed', sentence: 'the hold is over; this stage has no checks' }
      : { kind: 'undecided', sentence: 'waiting for the first measurement of this stage' };
  }
  const breached = breaches(rollout);
  if (breached.length > 0) return { kind: 'undecided', sentence: sentences(breached) };
  const silent = checks.filter(({ verdict }) => verdict === 'no-data');
  if (silent.length > 0) return { kind: 'insufficient-data', sentence: sentences(silent) };
  const missed = unmetCriteria(rollout);
  if (missed.length > 0) return { kind: 'unmet', sentence: sentences(missed) };
  return { kind: 'proceed', sentence: `${checks.length} of ${checks.length} checks pass` };
}

/** Rollback and pause triggers whose condition holds now, sustained or not. */
export function breaches(rollout: Rollout): readonly Verdict[] {
  return verdictsOf(rollout, ['rollback', 'pause']).filter(({ holdsSince }) => holdsSince !== null);
}

export function isBreached(rollout: Rollout): boolean {
  return breaches(rollout).length > 0;
}

export function unmetCriteria(rollout: Rollout): readonly Verdict[] {
  return verdictsOf(rollout, ['criterion']).filter(({ verdict }) => verdict !== 'pass');
}

/** Current verdicts of the watched stage's checks with one of `actions`. */
export function verdictsOf(rollout: Rollout, actions: readonly CheckAction[]): readonly Verdict[] {
  const ids = new Set(acting(rollout, actions).map(({ id }) => id));
  return rollout.verdicts.filter(({ check }) => ids.has(check));
}

function expectedChecks(rollout: Rollout): number {
  return acting(rollout, ['rollback', 'pause', 'criterion']).length;
}

function acting(rollout: Rollout, actions: readonly CheckAction[]) {
  const stage = watchedStage(rollout);
  return stage === null
    ? []
    : stageChecks(rollout.plan, stage).filter(({ action }) => actions.includes(action));
}

function sentences(verdicts: readonly Verdict[]): string {
  return verdicts.map(({ sentence }) => sentence).join('; ');
}
