import { stageChecks } from '../judge/stage-checks.ts';
import { unmetWords } from '../judge/unmet-words.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Instant } from '../time.ts';
import { isMuted } from './mutes.ts';
import type { CheckAction } from './plan.ts';
import { criticalProbes, unwellProbes } from './probe-streaks.ts';
import type { Rollout } from './state.ts';
import { watchedStage } from './wanted.ts';

/** What the end of a hold amounts to. `undecided` waits for a trigger to act or to clear. */
export interface StageOutcome {
  readonly kind: 'proceed' | 'unmet' | 'insufficient-data' | 'undecided';
  readonly sentence: string;
}

/** A measurement older than so many intervals decides nothing; the next one follows at once. */
const outdatedIntervals = 2;
const acting: readonly CheckAction[] = ['rollback', 'pause', 'criterion'];

/**
 * Nothing is promoted merely because no trigger fired: every check that acts must have data, every criterion must
 * be met, every critical probe must answer. A trigger that was broken when its data went away has no data.
 */
export function stageOutcome(rollout: Rollout, now: Instant): StageOutcome {
  const { failing, unanswered } = unwellProbes(rollout);
  const probes = [...failing, ...unanswered];
  if (probes.length > 0) return { kind: 'undecided', sentence: probes.join('; ') };
  const checks = believedOf(rollout, acting);
  const all = checksOf(rollout, acting);
  const expected = all.filter(({ id }) => !isMuted(rollout, id)).length;
  if (expected === 0 && all.length > 0)
    return {
      kind: 'undecided',
      sentence: 'every check of this stage is muted, so nothing speaks for going on',
    };
  if (expected === 0) return { kind: 'proceed', sentence: 'the hold is over; this stage has no checks' };
  if (rollout.measuredAt === null || checks.length < expected) {
    return { kind: 'undecided', sentence: 'waiting for the first measurement of this stage' };
  }
  if (!isMeasuredLately(rollout, now))
    return { kind: 'undecided', sentence: 'waiting for a fresh measurement' };
  const breached = breaches(rollout).filter(({ verdict }) => verdict !== 'no-data');
  if (breached.length > 0) return { kind: 'undecided', sentence: sentences(breached) };
  const silent = checks.filter(({ verdict }) => verdict === 'no-data');
  if (silent.length > 0) return { kind: 'insufficient-data', sentence: sentences(silent) };
  const missed = unmetCriteria(rollout);
  if (missed.length > 0) {
    return { kind: 'unmet', sentence: unmetWords(checksOf(rollout, ['criterion']), missed) };
  }
  const silenced = all.length === expected ? '' : `, ${all.length - expected} muted`;
  return { kind: 'proceed', sentence: `${checks.length} of ${checks.length} checks pass${silenced}` };
}

/** Rollback and pause triggers whose condition holds now, sustained or not. */
export function breaches(rollout: Rollout): readonly Verdict[] {
  return believedOf(rollout, ['rollback', 'pause']).filter(({ holdsSince }) => holdsSince !== null);
}

/** Why the rollout must not move forward now, even if people want it: what holds now and would act if it lasted. */
export function obstacles(rollout: Rollout): readonly string[] {
  return [...breaches(rollout).map(({ sentence }) => sentence), ...unwellProbes(rollout).failing];
}

export function isBreached(rollout: Rollout): boolean {
  return obstacles(rollout).length > 0;
}

/** What nobody has shown at this stage: said aloud when a person promotes all the same. */
export function unproven(rollout: Rollout, now: Instant): readonly string[] {
  const { unanswered } = unwellProbes(rollout);
  if (!isMeasuredLately(rollout, now))
    return ['nothing has been measured at this stage lately', ...unanswered];
  const unmet = new Set(unmetCriteria(rollout));
  const missing = believedOf(rollout, acting).filter(
    (verdict) => unmet.has(verdict) || verdict.verdict === 'no-data',
  );
  return [...missing.map(({ sentence }) => sentence), ...unanswered];
}

/** After an outage of Belay a hold may be over or a gate be opened, and what was measured before says nothing of now. */
export function isMeasuredLately(rollout: Rollout, now: Instant): boolean {
  const { measuredAt, plan } = rollout;
  return (
    !isWatched(rollout) || (measuredAt !== null && now - measuredAt <= outdatedIntervals * plan.interval)
  );
}

/** Whether anything has to be measured before this stage can be left. */
export function isWatched(rollout: Rollout): boolean {
  return checksOf(rollout, acting).length > 0 || criticalProbes(rollout.plan).length > 0;
}

export function unmetCriteria(rollout: Rollout): readonly Verdict[] {
  return believedOf(rollout, ['criterion']).filter(({ verdict }) => verdict !== 'pass');
}

/** Current verdicts of the watched stage's checks with one of `actions`. */
export function verdictsOf(rollout: Rollout, actions: readonly CheckAction[]): readonly Verdict[] {
  const ids = new Set(checksOf(rollout, actions).map(({ id }) => id));
  return rollout.verdicts.filter(({ check }) => ids.has(check));
}

/** Those of them that are not muted: what counts. */
function believedOf(rollout: Rollout, actions: readonly CheckAction[]): readonly Verdict[] {
  return verdictsOf(rollout, actions).filter(({ check }) => !isMuted(rollout, check));
}

function checksOf(rollout: Rollout, actions: readonly CheckAction[]) {
  const stage = watchedStage(rollout);
  return stage === null
    ? []
    : stageChecks(rollout.plan, stage).filter(({ action }) => actions.includes(action));
}

function sentences(verdicts: readonly Verdict[]): string {
  return verdicts.map(({ sentence }) => sentence).join('; ');
}
