import { withoutBoxes } from '../core/checklist/without-boxes.ts';
import { RolloutId, VersionName } from '../core/ids.ts';
import { belay, project } from '../core/rollout/decision.ts';
import type { RolloutEvent, RolloutEventKind } from '../core/rollout/events.ts';
import { fold } from '../core/rollout/evolve.ts';
import type { Plan, Target } from '../core/rollout/plan.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { Instant, Millis } from '../core/time.ts';

const id = RolloutId.parse('r-0000000000');
const stable: Target = { version: VersionName.parse('stable'), url: 'http://stable.invalid' };

/** These would lead away from the stage. A replay notes them and goes on judging where it is. */
const leaving: ReadonlySet<RolloutEventKind> = new Set([
  'rollback-ordered',
  'paused',
  'approval-requested',
  'stage-passed',
  'stage-entered',
  'completed',
]);

/** The plan as recorded intervals are judged: a look at each, and nothing that would have to be run. */
export function replayedPlan(plan: Plan, interval: Millis, stage: number, weight: number | null): Plan {
  const { stages, ...rest } = withoutBoxes(plan);
  return {
    ...rest,
    interval,
    probes: [],
    prepare: [],
    verify: [],
    stages: stages.map((one, index) => (weight === null || index !== stage ? one : { ...one, weight })),
  };
}

/** A rollout that the router has just given the weight of a stage. */
export function rolloutIn(plan: Plan, stage: number, at: Instant): Rollout {
  const events: readonly RolloutEvent[] = [
    { kind: 'requested', rollout: id, plan, reason: null },
    { kind: 'started', stable },
  ];
  const rollout = fold(events.map((event, index) => ({ seq: index + 1, at, actor: belay, event })));
  if (rollout === null) throw new Error('a rollout that was requested is not there');
  return enterStage(rollout, stage, at);
}

export function enterStage(rollout: Rollout, stage: number, at: Instant): Rollout {
  const weight = rollout.plan.stages[stage]?.weight ?? 0;
  const events: readonly RolloutEvent[] = [
    { kind: 'stage-entered', stage, weight },
    { kind: 'weight-confirmed', stage, traffic: { weight, observed: null, requests: 0 } },
  ];
  return project(rollout, events, belay, at);
}

/** The rollout with what an evaluation found, kept in its stage whatever follows from it. */
export function stayIn(rollout: Rollout, events: readonly RolloutEvent[], at: Instant): Rollout {
  return project(
    rollout,
    events.filter(({ kind }) => !leaving.has(kind)),
    belay,
    at,
  );
}
