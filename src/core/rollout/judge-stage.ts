import { judge } from '../judge/judge.ts';
import { judgeComparison } from '../judge/judge-comparison.ts';
import { judgeSequential } from '../judge/judge-sequential.ts';
import type { Measurement } from '../judge/measurement.ts';
import { type Combined, combine } from '../judge/sequential/combine.ts';
import { stageChecks } from '../judge/stage-checks.ts';
import type { Verdict } from '../judge/verdict.ts';
import { formatDuration, type Instant } from '../time.ts';
import type { EventOf } from './events.ts';
import { evidenceAfter } from './gather-evidence.ts';
import { isMuted } from './mutes.ts';
import type { Check, CheckAction } from './plan.ts';
import { samplesAfter } from './stage-samples.ts';
import type { Rollout } from './state.ts';
import { watchedStage } from './wanted.ts';
import { warmUntil } from './warm-up.ts';

type Steps = NonNullable<EventOf<'measured'>['evidence']>;

/** What every check of the watched stage says, with what this look has added. */
export function judgeStage(
  before: Rollout,
  measurements: readonly Measurement[],
  steps: Steps,
  now: Instant,
): readonly Verdict[] {
  const stage = watchedStage(before);
  if (stage === null) return [];
  const rollout = {
    ...before,
    evidence: evidenceAfter(before, steps),
    samples: samplesAfter(before, measurements, now),
  };
  const combinedOf = combinedByAction(rollout);
  return stageChecks(rollout.plan, stage).flatMap(
    (check) => judgeOne(rollout, check, measurements, combinedOf, now) ?? [],
  );
}

function judgeOne(
  rollout: Rollout,
  check: Check,
  measurements: readonly Measurement[],
  combinedOf: CombinedOf,
  now: Instant,
): Verdict | null {
  const { plan } = rollout;
  const { metric: name, limit, window } = check.rule;
  const heldSince = rollout.holdsSince[check.id] ?? null;
  const until = warmUntil(rollout, now);
  if (limit.kind === 'score') {
    const warmFor = until === null ? 0 : until - now;
    return enoughData(
      rollout,
      check,
      judgeComparison(plan, check, rollout.samples, { heldSince, warmFor, now }),
      now,
    );
  }
  const metric = plan.metrics.find((each) => each.name === name);
  if (metric === undefined) return null;
  const measurement =
    measurements.find((one) => one.metric === name && one.window === window) ??
    measurements.find((one) => one.metric === name);
  if (limit.kind === 'worse' || limit.kind === 'within') {
    const evidence = rollout.evidence[name];
    const combined = combinedOf(check.action, isMuted(rollout, check.id));
    const countedBefore = rollout.countedBefore[name] ?? 0;
    const tested = {
      check,
      metric,
      evidence,
      countedBefore,
      combined,
      measurement,
      warmUntil: until,
      heldSince,
      now,
    };
    return enoughData(rollout, check, judgeSequential(plan, tested), now);
  }
  const exact = measurement?.window === window ? measurement : undefined;
  const verdict = judge(check, metric, exact, heldSince, now, plan.interval);
  if (limit.kind === 'stable-factor' && until !== null) {
    return waiting(check, verdict, heldSince, `the canary warms up for ${formatDuration(until - now)} more`);
  }
  return enoughData(rollout, check, verdict, now);
}

/** A criterion is believed once the stage has been measured as long as the plan says. */
function enoughData(rollout: Rollout, check: Check, verdict: Verdict, now: Instant): Verdict {
  const { plan, phase } = rollout;
  if (check.action !== 'criterion' || plan.minimumData === undefined || phase.kind !== 'observing')
    return verdict;
  const measured = now - phase.since;
  if (measured >= plan.minimumData) return verdict;
  const why = `${formatDuration(measured)} of ${formatDuration(plan.minimumData)} of data needed`;
  return waiting(check, verdict, null, why);
}

function waiting(check: Check, verdict: Verdict, heldSince: Instant | null, why: string): Verdict {
  return {
    ...verdict,
    verdict: 'no-data',
    holdsSince: heldSince,
    acts: false,
    sentence: `${check.rule.text}: no data, ${why}`,
  };
}

/** @param muted whether the check that asks is muted: only to such a one the evidence of muted ones is shown */
type CombinedOf = (action: CheckAction, muted: boolean) => Combined;

/**
 * Worked out once for each kind of check, and not at all in plans that test nothing. What is muted must not make the
 * others act: evidence that is left out counts as none, which never makes a false alarm more likely.
 */
function combinedByAction(rollout: Rollout): CombinedOf {
  const { plan, evidence } = rollout;
  const known = new Map<string, Combined>();
  return (action, muted) => {
    const key = `${action} ${muted}`;
    const found = known.get(key) ?? combine(plan, muted ? evidence : believed(rollout, action), action);
    known.set(key, found);
    return found;
  };
}

function believed(rollout: Rollout, action: CheckAction): Rollout['evidence'] {
  const muted = new Set(
    rollout.plan.stages
      .flatMap(({ checks }) => checks)
      .filter((check) => check.action === action && isMuted(rollout, check.id))
      .map(({ rule }) => rule.metric),
  );
  return muted.size === 0
    ? rollout.evidence
    : Object.fromEntries(Object.entries(rollout.evidence).filter(([metric]) => !muted.has(metric)));
}
