import type { RolloutId } from '../ids.ts';
import { judge } from '../judge/judge.ts';
import { type Measurement, type ProbeResult, soundReading } from '../judge/measurement.ts';
import { stageChecks } from '../judge/stage-checks.ts';
import type { Verdict } from '../judge/verdict.ts';
import { formatDuration, type Instant } from '../time.ts';
import { belay, project } from './decision.ts';
import { isDrifting } from './drift.ts';
import type { RolloutEvent, TrafficReading } from './events.ts';
import type { Target } from './plan.ts';
import { failedProbe } from './probe-streaks.ts';
import { orderRollback, progress } from './progress.ts';
import type { Rollout } from './state.ts';
import { type WantedStep, wantedStep } from './steps.ts';
import { wantedWeight, watchedStage } from './wanted.ts';

/** So many refusals in a row while shifting, and the rollout goes back instead of trying on. */
const toleratedRefusals = 5;

/** What Belay found in the world, as opposed to what people ask for. */
export type Finding =
  | { readonly kind: 'slot-free'; readonly stable: Target }
  | { readonly kind: 'time' }
  /** A newer rollout takes this one's place. */
  | { readonly kind: 'superseded'; readonly by: RolloutId }
  /** Told and read back. `found`: what the router did before it was told, when that was something else. */
  | {
      readonly kind: 'route-confirmed';
      readonly weight: number;
      readonly found: { readonly weight: number; readonly why: string | null } | null;
    }
  | { readonly kind: 'route-refused'; readonly sentence: string }
  | {
      readonly kind: 'evaluated';
      readonly measurements: readonly Measurement[];
      readonly probes: readonly ProbeResult[];
      readonly traffic: TrafficReading | null;
    }
  | { readonly kind: 'step-begun' }
  | {
      readonly kind: 'step-ended';
      readonly step: WantedStep;
      readonly succeeded: boolean;
      readonly sentence: string;
      readonly output: string;
      readonly took: number;
    };

/** Events that follow from a finding, and from the time at which it was made. Never a refusal: the world is as it is. */
export function decideFinding(rollout: Rollout, finding: Finding, now: Instant): readonly RolloutEvent[] {
  const direct = found(rollout, finding, now);
  return [...direct, ...progress(project(rollout, direct, belay, now), now)];
}

function found(rollout: Rollout, finding: Finding, now: Instant): readonly RolloutEvent[] {
  switch (finding.kind) {
    case 'time':
      return [];
    case 'slot-free':
      return slotFree(rollout, finding.stable);
    case 'superseded':
      return superseded(rollout, finding.by);
    case 'route-confirmed':
      return routeConfirmed(rollout, finding, now);
    case 'route-refused':
      return routeRefused(rollout, finding.sentence, now);
    case 'evaluated':
      return evaluated(rollout, finding, now);
    case 'step-begun':
      return stepBegun(rollout);
    case 'step-ended':
      return stepEnded(rollout, finding);
  }
}

function slotFree({ phase, plan }: Rollout, stable: Target): readonly RolloutEvent[] {
  if (phase.kind !== 'queued') return [];
  return stable.version === plan.canary.version
    ? [{ kind: 'cancelled', reason: `${stable.version} became the stable version meanwhile` }]
    : [{ kind: 'started', stable }];
}

function superseded(rollout: Rollout, by: RolloutId): readonly RolloutEvent[] {
  switch (rollout.phase.kind) {
    case 'queued':
      return [{ kind: 'cancelled', reason: `superseded by ${by}` }];
    case 'rolling-back':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return [];
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'completing':
      return [orderRollback(rollout, { kind: 'superseded', by })];
  }
}

type Confirmed = Extract<Finding, { kind: 'route-confirmed' }>;

function routeConfirmed(rollout: Rollout, finding: Confirmed, now: Instant): readonly RolloutEvent[] {
  const { phase, plan } = rollout;
  const astray = finding.found === null ? [] : [strayed(rollout, finding.found)];
  // A paused rollout was told to stay at the weight it had, so this confirms no step forward.
  if (rollout.pause !== null && (phase.kind === 'shifting' || phase.kind === 'completing')) return [];
  switch (phase.kind) {
    case 'shifting': {
      const traffic = { weight: finding.weight, observed: null, requests: 0 };
      return [{ kind: 'weight-confirmed', stage: phase.stage, traffic }];
    }
    case 'completing':
      return [{ kind: 'completed', stable: plan.canary.version, keptUntil: now + plan.keepPrevious }];
    case 'rolling-back':
      return phase.weight === 0 && !phase.safe ? [{ kind: 'safe' }] : [];
    case 'observing':
    case 'waiting':
    case 'verifying':
      return astray;
    case 'queued':
    case 'preparing':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return [];
  }
}

function strayed(rollout: Rollout, found: { weight: number; why: string | null }): RolloutEvent {
  const wanted = wantedWeight(rollout);
  const why = found.why === null ? 'somebody or something else had set it' : found.why;
  return {
    kind: 'drift-found',
    wanted,
    traffic: { weight: found.weight, observed: null, requests: 0 },
    sentence: `The router sent ${found.weight} % to the canary instead of ${wanted} %: ${why}. It is set again.`,
  };
}

/**
 * Refusals are recorded ever more rarely, down to once a minute: an hour without a router must not fill the log.
 * While shifting each one counts, because a few of them end the rollout.
 */
function routeRefused(rollout: Rollout, sentence: string, now: Instant): readonly RolloutEvent[] {
  const attempts = rollout.refusals + 1;
  const shifting = rollout.phase.kind === 'shifting' && rollout.pause === null;
  const quiet = Math.min(rollout.refusals * 1000, 60_000);
  if (!shifting && rollout.refusedAt !== null && now - rollout.refusedAt < quiet) return [];
  const refused: RolloutEvent = { kind: 'weight-refused', weight: wantedWeight(rollout), attempts, sentence };
  if (!shifting || attempts < toleratedRefusals) return [refused];
  return [refused, orderRollback(rollout, { kind: 'router', sentence })];
}

type Evaluated = Extract<Finding, { kind: 'evaluated' }>;

/** What was measured while the rollout came to its end is nobody's business any more. */
function evaluated(rollout: Rollout, finding: Evaluated, now: Instant): readonly RolloutEvent[] {
  if (watchedStage(rollout) === null && rollout.phase.kind !== 'preparing') return [];
  const measurements = finding.measurements.map((one) => ({
    ...one,
    canary: soundReading(one.canary),
    stable: soundReading(one.stable),
  }));
  const measured: RolloutEvent = {
    kind: 'measured',
    stage: watchedStage(rollout),
    measurements,
    verdicts: [...judgeAll(rollout, measurements, now)],
    probes: [...finding.probes],
    traffic: finding.traffic,
  };
  const after = project(rollout, [measured], belay, now);
  return [measured, ...drift(after, finding.traffic), ...react(after, now)];
}

function judgeAll(rollout: Rollout, measurements: readonly Measurement[], now: Instant): readonly Verdict[] {
  const stage = watchedStage(rollout);
  if (stage === null) return [];
  return stageChecks(rollout.plan, stage).flatMap((check) => {
    const metric = rollout.plan.metrics.find(({ name }) => name === check.rule.metric);
    if (metric === undefined) return [];
    const measurement = measurements.find(
      (candidate) => candidate.metric === check.rule.metric && candidate.window === check.rule.window,
    );
    const heldSince = rollout.holdsSince[check.id] ?? null;
    return [judge(check, metric, measurement, heldSince, now, rollout.plan.interval)];
  });
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
      .filter((check) => check.action === action)
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

function stepBegun(rollout: Rollout): readonly RolloutEvent[] {
  const step = wantedStep(rollout);
  if (step === null) return [];
  return [
    { kind: 'step-started', phase: step.phase, step: step.index, name: step.name, attempt: step.attempt + 1 },
  ];
}

function stepEnded(
  rollout: Rollout,
  finding: Extract<Finding, { kind: 'step-ended' }>,
): readonly RolloutEvent[] {
  const { step, succeeded, sentence, output, took } = finding;
  if (!isCurrent(wantedStep(rollout), step)) return [];
  const ended: RolloutEvent = {
    kind: 'step-finished',
    phase: step.phase,
    step: step.index,
    name: step.name,
    succeeded,
    sentence,
    output,
    took,
  };
  if (succeeded || step.phase === 'undo') return [ended];
  return [ended, orderRollback(rollout, { kind: 'step', step: step.name, sentence })];
}

/** `ended` was read before it was begun. When another worker has begun it again since, only that attempt counts. */
function isCurrent(current: WantedStep | null, ended: WantedStep): boolean {
  return (
    current !== null &&
    current.phase === ended.phase &&
    current.index === ended.index &&
    current.attempt === ended.attempt + 1
  );
}
