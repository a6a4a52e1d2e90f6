import { isBlocked } from '../blocks/blocked.ts';
import { openBoxes } from '../checklist/list-now.ts';
import { nextUpdate } from '../notices/told-notice.ts';
import { formatDuration, type Instant } from '../time.ts';
import { remindOfBoxes } from './box-reminders.ts';
import { belay, project } from './decision.ts';
import type { RollbackCause, RolloutEvent } from './events.ts';
import { gateAt, requestApproval, type Waiting, wantsLonger } from './gates/gate.ts';
import type { Gate } from './gates/gate-plan.ts';
import { renewRequest } from './gates/rollback-request.ts';
import { urge } from './gates/urge-gate.ts';
import { isBreached, isMeasuredLately, isWatched, type StageOutcome, stageOutcome } from './outcome.ts';
import { hasStarted } from './probe-streaks.ts';
import { openReview, owesReview } from './review.ts';
import type { Phase, Rollout } from './state.ts';
import { stepsOf } from './steps.ts';
import { nextReminder, openTasks } from './tasks.ts';
import { wantedWeight } from './wanted.ts';

/** What time alone makes happen: holds end, gates expire, gradual rollbacks step down. */
export function progress(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  const events = [
    ...once(rollout, now),
    ...remindOfNotices(rollout, now),
    ...renewRequest(rollout.rollbackRequest, rollout, now),
  ];
  if (events.length === 0) return events;
  return [...events, ...progress(project(rollout, events, belay, now), now)];
}

function once(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  const { phase } = rollout;
  switch (phase.kind) {
    case 'preparing':
      return prepared(rollout, now);
    case 'observing':
      return observed(rollout, phase, now);
    case 'waiting':
      return waited(rollout, phase, now);
    case 'rolling-back':
      return rolledBack(rollout, phase, now);
    case 'completed':
      return phase.kept && now >= phase.keptUntil && rollout.stable !== null
        ? [{ kind: 'previous-released', version: rollout.stable.version }]
        : afterwards(rollout, now);
    case 'rolled-back':
    case 'cancelled':
      return afterwards(rollout, now);
    case 'queued':
    case 'shifting':
    case 'verifying':
    case 'completing':
      return [];
  }
}

export function orderRollback(rollout: Rollout, cause: RollbackCause, gradual = false): RolloutEvent {
  return { kind: 'rollback-ordered', cause, gradual, from: wantedWeight(rollout) };
}

export function enterStage(rollout: Rollout, stage: number): readonly RolloutEvent[] {
  const next = rollout.plan.stages[stage];
  return next === undefined ? [] : [{ kind: 'stage-entered', stage, weight: next.weight }];
}

export function passStage(rollout: Rollout, stage: number, sentence: string): readonly RolloutEvent[] {
  return [{ kind: 'stage-passed', stage, sentence }, ...enterStage(rollout, stage + 1)];
}

/** What follows once a stage's hold is over or skipped: its gate, or the next stage. */
export function leaveStage(
  rollout: Rollout,
  stage: number,
  sentence: string,
  now: Instant,
): readonly RolloutEvent[] {
  return rollout.plan.stages[stage]?.gate == null
    ? passStage(rollout, stage, sentence)
    : [requestApproval(rollout, stage, sentence, now)];
}

/** Where people are asked, they are asked at once: what is left to tick holds the rollout after their approval. */
function mayLeave(rollout: Rollout, stage: number): boolean {
  return asksFirst(rollout, stage) || openBoxes(rollout).length === 0;
}

function asksFirst({ plan }: Rollout, stage: number): boolean {
  return plan.stages[stage]?.gate != null;
}

function prepared(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  const { phase, plan } = rollout;
  if (phase.kind !== 'preparing' || rollout.pause !== null) return [];
  const done = phase.progress.step >= plan.prepare.length && hasStarted(rollout);
  if (!done) return [];
  if (openBoxes(rollout).length > 0) return remindOfBoxes(rollout, now);
  return isBlocked(rollout) ? [] : enterStage(rollout, 0);
}

type Observing = Extract<Phase, { kind: 'observing' }>;

/** The end of a hold is decided on a measurement made then, not on the one before it. */
function observed(rollout: Rollout, phase: Observing, now: Instant): readonly RolloutEvent[] {
  if (rollout.pause !== null || (isWatched(rollout) && rollout.measuredAt !== now)) return [];
  const over = now >= phase.endsAt;
  if (!over && !rollout.skipHolds) return [];
  const outcome = stageOutcome(rollout, now);
  switch (outcome.kind) {
    case 'proceed':
      if (!mayLeave(rollout, phase.stage)) return remindOfBoxes(rollout, now);
      if (isBlocked(rollout) && !asksFirst(rollout, phase.stage)) return [];
      return leaveStage(rollout, phase.stage, outcome.sentence, now);
    case 'undecided':
      return [];
    case 'unmet':
    case 'insufficient-data':
      return over ? unmet(rollout, phase, outcome, now) : [];
  }
}

function unmet(
  rollout: Rollout,
  phase: Observing,
  outcome: StageOutcome,
  now: Instant,
): readonly RolloutEvent[] {
  const policy = rollout.plan.stages[phase.stage]?.unmet;
  if (policy === undefined) return [];
  if (phase.extensions < policy.extensions) {
    const until = now + policy.extendBy;
    const count = `${phase.extensions + 1} of ${policy.extensions}`;
    const sentence = `${outcome.sentence}; the hold is extended by ${formatDuration(policy.extendBy)} (${count})`;
    return [{ kind: 'stage-extended', stage: phase.stage, until, sentence }];
  }
  switch (policy.outcome) {
    case 'hold':
      return [];
    case 'ask':
      return [requestApproval(rollout, phase.stage, outcome.sentence, now)];
    case 'roll_back':
      return [orderRollback(rollout, { kind: 'criteria', sentence: outcome.sentence })];
  }
}

function waited(rollout: Rollout, phase: Waiting, now: Instant): readonly RolloutEvent[] {
  if (rollout.pause !== null || phase.closed) return [];
  if (phase.opened && phase.stage !== null) {
    const safe = isMeasuredLately(rollout, now) && !isBreached(rollout);
    if (!safe || isBlocked(rollout)) return [];
    return openBoxes(rollout).length > 0
      ? remindOfBoxes(rollout, now)
      : passStage(rollout, phase.stage, 'approved');
  }
  const gate = gateAt(rollout.plan, phase.stage);
  if (phase.stage !== null && wantsLonger(gate, phase.votes))
    return observeAgain(rollout, phase.stage, gate, now);
  if (now < phase.expiresAt) return urge(rollout, phase, now);
  const expired: RolloutEvent = { kind: 'gate-expired', gate: phase.gate };
  if (gate.onExpiry === 'hold') return [expired];
  const sentence = `nobody opened the gate within ${formatDuration(gate.expiresAfter)}`;
  if (phase.stage === null) return [expired, { kind: 'cancelled', reason: sentence }];
  return [expired, orderRollback(rollout, { kind: 'gate', outcome: 'expired', sentence })];
}

/** Everybody has signed, and at least one of them wants to see more before it goes on. */
function observeAgain(rollout: Rollout, stage: number, gate: Gate, now: Instant): readonly RolloutEvent[] {
  const by = gate.extendBy ?? rollout.plan.stages[stage]?.hold ?? 0;
  const sentence = `everybody has decided, and it is observed for another ${formatDuration(by)}`;
  return [{ kind: 'stage-extended', stage, until: now + by, sentence }];
}

type RollingBack = Extract<Phase, { kind: 'rolling-back' }>;

function rolledBack(rollout: Rollout, phase: RollingBack, now: Instant): readonly RolloutEvent[] {
  if (phase.weight > 0) {
    if (now < phase.weightSince + rollout.plan.rollback.every) return [];
    const weight = rollout.plan.rollback.steps.find((step) => step < phase.weight) ?? 0;
    return [{ kind: 'rollback-stepped', weight }];
  }
  const undone = phase.progress.step >= stepsOf(rollout.plan, 'undo', rollout.begun).length;
  return phase.safe && undone ? [{ kind: 'rolled-back' }, ...openTheTasks(rollout, now)] : [];
}

function openTheTasks({ plan }: Rollout, now: Instant): readonly RolloutEvent[] {
  const { tasks } = plan.rollback;
  return tasks === undefined
    ? []
    : [{ kind: 'tasks-opened', tasks: [...tasks.list], due: now + tasks.within }];
}

function afterwards(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  return owesReview(rollout) ? openReview(rollout, now) : remindOfTasks(rollout, now);
}

/** After an outage several reminders may be due: one of them says it all. */
function remindOfTasks(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  const { tasks } = rollout;
  const at = nextReminder(rollout);
  if (tasks === null || at === null || now < at) return [];
  return [{ kind: 'task-reminded', open: openTasks(rollout).map(({ text }) => text), due: tasks.due }];
}

function remindOfNotices(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  const due = nextUpdate(rollout);
  if (due === null || now < due.at) return [];
  return [{ kind: 'notice-due', template: due.template, since: due.since, last: due.last }];
}
