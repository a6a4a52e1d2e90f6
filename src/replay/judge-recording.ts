import type { Verdict } from '../core/judge/verdict.ts';
import { decideFinding } from '../core/rollout/decide-world.ts';
import type { RolloutEvent } from '../core/rollout/events.ts';
import type { Plan } from '../core/rollout/plan.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { Instant, Millis } from '../core/time.ts';
import { noteFit, noteThin } from './note-fit.ts';
import { inOrder, intervalOf, noteGaps } from './order.ts';
import { createProblems, type Problem } from './problems.ts';
import { createRecordedSource, type RecordedSource } from './recorded-source.ts';
import type { Recording } from './recording.ts';
import { enterStage, replayedPlan, rolloutIn, stayIn } from './replayed-rollout.ts';
import { noteWeight, stageOfWeight, weightOf } from './replayed-stage.ts';
import { type Would, wouldHave } from './would.ts';

/** What a plan would have made of one recorded interval. */
export interface JudgedInterval {
  readonly at: Instant;
  /** Index of the stage whose checks were asked; null where the canary had no traffic by weight. */
  readonly stage: number | null;
  readonly verdicts: readonly Verdict[];
  /** What a rollout would have done now that it had not done before. */
  readonly would: readonly Would[];
  /** Served by the canary since the recording began; null where no metric counts what fails. */
  readonly served: Served | null;
}

export interface Served {
  /** The metric that counts it. */
  readonly metric: string;
  readonly requests: number;
  readonly bad: number;
}

export interface Judgement {
  readonly interval: Millis;
  readonly intervals: readonly JudgedInterval[];
  readonly problems: readonly Problem[];
}

export interface JudgeOptions {
  /** Index of the stage whose checks are asked; null: the one of the recorded weight, or else the first. */
  readonly stage: number | null;
  /** Percent to canary all along, whatever was recorded and whatever the stage says; null leaves it. */
  readonly weight: number | null;
}

/**
 * The checks of a plan over recorded intervals, by what judges real rollouts. It goes on after the moment at which a
 * rollout would have ended, so that one sees how it would have gone on.
 */
export function judgeRecording(given: Plan, recording: Recording, options: JudgeOptions): Judgement {
  const problems = createProblems();
  const intervals = inOrder(recording.intervals, problems);
  const interval = intervalOf(recording, intervals, given.interval);
  const start = Math.max(0, (intervals[0]?.at ?? 0) - interval);
  noteGaps(intervals, interval, problems);
  const chosen = options.stage ?? stageOfWeight(given, options.weight ?? intervals[0]?.weight ?? 0);
  const plan = replayedPlan(given, interval, chosen, options.weight);
  noteFit(plan, intervals, interval, recording, problems);
  const source = createRecordedSource(plan, recording, intervals, start, problems);
  let stage = chosen;
  let rollout = look(rolloutIn(plan, stage, start), source, stage, start).rollout;
  let served: Served | null = null;
  const done = new Set<string>();
  const judged = intervals.map((recorded): JudgedInterval => {
    const { at } = recorded;
    source.add(recorded);
    served = added(served, source.failed());
    const weight = options.weight ?? weightOf(recorded, problems);
    if (weight === 0) {
      problems.note('weight-0', at, 'at 0 % the canary gets nothing by weight, so there is nothing to judge');
      return { at, stage: null, verdicts: [], would: [], served };
    }
    const next = options.stage ?? (weight === null ? stage : stageOfWeight(plan, weight));
    if (next !== stage) rollout = enterStage(rollout, next, at - interval);
    stage = next;
    noteWeight(plan, stage, recorded, problems);
    const looked = look(rollout, source, stage, at);
    rollout = looked.rollout;
    noteThin(rollout, stage, at, problems);
    const would = wouldHave(looked.events, stage).filter(({ key }) => !done.has(key));
    for (const { key } of would) done.add(key);
    return { at, stage, verdicts: rollout.verdicts, would, served };
  });
  return { interval, intervals: judged, problems: [...recording.problems, ...problems.list()] };
}

function look(
  rollout: Rollout,
  source: RecordedSource,
  stage: number,
  at: Instant,
): { readonly rollout: Rollout; readonly events: readonly RolloutEvent[] } {
  const events = decideFinding(
    rollout,
    { kind: 'evaluated', ...source.look(stage), probes: [], traffic: null },
    at,
  );
  return { rollout: stayIn(rollout, events, at), events };
}

function added(sum: Served | null, more: Served | null): Served | null {
  if (sum === null || more === null || sum.metric !== more.metric) return sum ?? more;
  return { metric: sum.metric, requests: sum.requests + more.requests, bad: sum.bad + more.bad };
}
