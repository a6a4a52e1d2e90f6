import { soundReading } from '../judge/measurement.ts';
import { stageChecks } from '../judge/stage-checks.ts';
import type { Verdict } from '../judge/verdict.ts';
import { formatDuration, type Instant } from '../time.ts';
import { belay, project } from './decision.ts';
import { isDrifting } from './drift.ts';
import type { RolloutEvent, TrafficReading } from './events.ts';
import type { Finding } from './finding.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { judgeStage } from './judge-stage.ts';
import { isMuted } from './mutes.ts';
import { failedProbe } from './probe-streaks.ts';
import { orderRollback } from './progress.ts';
import type { Rollout } from './state.ts';
import { wantedWeight, watchedStage } from './wanted.ts';
import { isWritten } from './written-evidence.ts';

type Evaluated = Extract<Finding, { kind: 'evaluated' }>;

/** What was measured while the rollout came to its end is nobody's business any more. */
export function evaluated(rollout: Rollout, finding: Evaluated, now: Instant): readonly RolloutEvent[] {
  if (watchedStage(rollout) === null && rollout.phase.kind !== 'preparing') return [];
  const measurements = finding.measurements.map((one) => ({
    ...one,
    canary: soundReading(one.canary),
    stable: soundReading(one.stable),
  }));
  const stage = watchedStage(rollout);
  const evidence = stage === null ? [] : gatherEvidence(rollout, { ...finding, measurements }, now);
  const verdicts = [...judgeStage(rollout, measurements, evidence, now)];
  const written = evidence.filter((step) => isWritten(rollout, step, verdicts, now));
  const measured: RolloutEvent = {
    kind: 'measured',
    stage,
    measurements,
    verdicts,
    probes: [...finding.probes],
    traffic: finding.traffic,
    ...(written.length === 0 ? {} : { evidence: written }),
  };
  const after = project(rollout, [measured], belay, now);
  return [measured, ...drift(after, finding.traffic), ...react(after, now)];
}

function drift(rollout: Rollout, traffic: TrafficReading | null): readonly RolloutEvent[] {
  const wanted = wantedWeight(rollout);
  if (traffic === null || rollout.drifting || !isDrifting(wanted, traffic)) return [];
  const observed =
    traffic.observed === null ? '' : ` and sent ${traffic.observed.toFixed(1)} % of recent requests there`;
  const sentence = `the router was set to ${traffic.weight} % for the canary${observed}; wanted are ${wanted} %. It is set again.`;
  return [{ kind: 'drift-found', wanted, traffic, sentence }];
}

/** Rollback before pause, a breach before silence: the strongest reaction wins, and only one is taken. */
function react(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  if (rollout.phase.kind === 'rolling-back') return hurry(rollout);
  const cause = breach(rollout) ?? probeFailure(rollout);
  if (cause !== null) return [orderRollback(rollout, cause)];
  const silence = noData(rollout, now);
  if (silence.length > 0) return silence;
  const pausing = acted(rollout, 'pause');
  if (pausing !== undefined && rollout.pause === null) return [{ kind: 'paused', reason: pausing.sentence }];
  return [];
}

/** A breach during a gradual rollback ends the gradualness. */
function hurry(rollout: Rollout): readonly RolloutEvent[] {
  const cause = breach(rollout) ?? probeFailure(rollout);
  const gradual = rollout.phase.kind === 'rolling-back' && rollout.phase.weight > 0;
  return cause !== null && gradual ? [orderRollback(rollout, cause)] : [];
}

function acted(rollout: Rollout, action: 'rollback' | 'pause'): Verdict | undefined {
  const stage = watchedStage(rollout);
  if (stage === null) return undefined;
  const ids = new Set(
    stageChecks(rollout.plan, stage)
      .filter((check) => check.action === action && !isMuted(rollout, check.id))
      .map(({ id }) => id),
  );
  return rollout.verdicts.find((verdict) => verdict.acts && ids.has(verdict.check));
}

function breach(rollout: Rollout) {
  const verdict = acted(rollout, 'rollback');
  return verdict === undefined
    ? null
    : ({ kind: 'trigger', check: verdict.check, sentence: verdict.sentence } as const);
}

function probeFailure(rollout: Rollout) {
  const failed = failedProbe(rollout);
  if (failed === null) return null;
  const sentence = `probe ${failed.probe.name} failed ${failed.streak.failures} times in a row: ${failed.streak.sentence}`;
  return { kind: 'probe', probe: failed.probe.name, sentence } as const;
}

function noData(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  const { after, outcome } = rollout.plan.noData;
  if (rollout.noDataSince === null || now - rollout.noDataSince < after) return [];
  const sentence = `no check has had data for ${formatDuration(now - rollout.noDataSince)}`;
  switch (outcome) {
    case 'hold':
      return [];
    case 'pause':
      return rollout.pause === null ? [{ kind: 'paused', reason: sentence }] : [];
    case 'roll_back':
      return [orderRollback(rollout, { kind: 'no-data', sentence })];
  }
}
