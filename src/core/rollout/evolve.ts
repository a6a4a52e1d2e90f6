import { ciKey } from '../checklist/ci.ts';
import type { RolloutId } from '../ids.ts';
import type { Verified } from '../script/verification.ts';
import type { Instant } from '../time.ts';
import type { Actor, EventOf, Recorded, RollbackCause, RolloutEvent } from './events.ts';
import { blocked } from './evolve-blocks.ts';
import {
  approvalRequested,
  gateDecided,
  gateUrged,
  observedAgain,
  rollbackAsked,
  withdrawn,
} from './evolve-gates.ts';
import { measured } from './evolve-measured.ts';
import {
  boxesReminded,
  muted,
  noticeDue,
  noticeSent,
  taskDone,
  taskReminded,
  tasksOpened,
  ticked,
} from './evolve-people.ts';
import { notBegun, stepFinished, stepStarted } from './evolve-steps.ts';
import type { Waiting } from './gates/gate.ts';
import { countedSoFar } from './gather-evidence.ts';
import type { CheckAction } from './plan.ts';
import type { Phase, Rollout } from './state.ts';

/** Folds recorded events into the state they describe; null for an empty log. */
export function fold(events: readonly Recorded[], from: Rollout | null = null): Rollout | null {
  return events.reduce<Rollout | null>(evolve, from);
}

/** One event's effect on the state. Total: an event that makes no sense in a phase changes nothing but `seq`. */
export function evolve(rollout: Rollout | null, recorded: Recorded): Rollout | null {
  const { event, at, actor, seq } = recorded;
  if (event.kind === 'requested') return requested(event, at, actor, seq);
  if (rollout === null) return null;
  return makesSense(rollout.phase.kind, event.kind)
    ? { ...apply(rollout, event, at, actor), seq }
    : { ...rollout, seq };
}

const advancing = new Set<RolloutEvent['kind']>([
  'queued',
  'started',
  'stage-entered',
  'approval-requested',
  'stage-passed',
  'paused',
  'completed',
  'cancelled',
]);

/** People have things to do and to say afterwards; none of them moves anything. */
const followingUp = new Set<RolloutEvent['kind']>([
  'tasks-opened',
  'task-done',
  'task-reminded',
  'handed-over',
  'marked',
  'procedure-step',
  'paged',
]);

/** Customers are told in every phase, also of what is over. */
const telling = new Set<RolloutEvent['kind']>(['notice-sent', 'notice-due']);

/** What is over stays over, and a rollback that was ordered does not turn round, whatever the log says. */
function makesSense(phase: Phase['kind'], event: RolloutEvent['kind']): boolean {
  if (telling.has(event)) return true;
  switch (phase) {
    case 'rolled-back':
      return followingUp.has(event);
    case 'cancelled':
      return followingUp.has(event);
    case 'completed':
    case 'rolling-back':
      return !advancing.has(event);
    default:
      return true;
  }
}

function requested(event: EventOf<'requested'>, at: Instant, actor: Actor, seq: number): Rollout {
  return {
    id: event.rollout,
    seq,
    plan: event.plan,
    reason: event.reason,
    requestedBy: actor,
    requestedAt: at,
    startedAt: null,
    completedAt: null,
    ownsSince: null,
    stable: null,
    phase: { kind: 'queued', since: at, behind: null },
    pause: null,
    skipHolds: false,
    begun: [],
    prepared: [],
    gates: 0,
    decisions: [],
    origin: event.origin ?? null,
    changes: event.changes ?? null,
    budgets: {},
    holdsSince: {},
    probes: {},
    measurements: [],
    verdicts: [],
    canarySince: null,
    evidence: {},
    countedBefore: {},
    samples: {},
    measuredAt: null,
    noDataSince: null,
    traffic: null,
    drifting: false,
    refusals: 0,
    refusedAt: null,
    refusal: null,
    verification: null,
    ticks: {},
    boxesReminded: null,
    ci: {},
    tasks: null,
    notices: {},
    owner: actor.kind === 'person' ? actor.person : null,
    blocks: {},
    mutes: {},
    rollbackRequest: null,
    train: event.train ?? null,
    failedAt: null,
    stoppedBy: [],
    mark: null,
  };
}

function apply(
  rollout: Rollout,
  event: Exclude<RolloutEvent, EventOf<'requested'>>,
  at: Instant,
  actor: Actor,
): Rollout {
  const { phase } = rollout;
  switch (event.kind) {
    case 'queued':
      return queued(rollout, event.behind, at);
    case 'cancelled':
      return {
        ...rollout,
        failedAt: at,
        decisions: withdrawn(rollout, at),
        phase: { kind: 'cancelled', since: at, reason: event.reason },
      };
    case 'started':
      return {
        ...rollout,
        startedAt: at,
        ownsSince: at,
        stable: event.stable,
        phase: { kind: 'preparing', since: at, progress: notBegun('prepare') },
      };
    case 'step-started':
      return stepStarted(rollout, event);
    case 'step-finished':
      return stepFinished(rollout, event, at);
    case 'stage-entered':
      return {
        ...rollout,
        refusals: 0,
        boxesReminded: null,
        phase: { kind: 'shifting', since: at, stage: event.stage },
      };
    case 'weight-confirmed':
      return weightConfirmed(rollout, event, at);
    case 'weight-refused':
      return { ...rollout, refusals: event.attempts, refusedAt: at, refusal: event.sentence };
    case 'drift-found':
      return { ...rollout, drifting: true, traffic: event.traffic };
    case 'measured':
      return measured(rollout, event, at);
    case 'stage-extended':
      return phase.kind === 'observing'
        ? { ...rollout, phase: { ...phase, endsAt: event.until, extensions: phase.extensions + 1 } }
        : observedAgain(rollout, event, at);
    case 'approval-requested':
      return approvalRequested(rollout, event, at);
    case 'approved':
    case 'gate-opened':
    case 'rejected':
    case 'gate-expired':
      return gateDecided(rollout, event, at);
    case 'promoted':
      return event.all ? { ...rollout, skipHolds: true } : rollout;
    case 'stage-passed':
      return stagePassed(rollout, event.stage, at);
    case 'paused':
      return paused(rollout, event, at, actor);
    case 'resumed':
      return resumed(rollout, at);
    case 'rollback-ordered':
      return rollbackOrdered(rollout, event, at, actor);
    case 'rollback-stepped':
      return phase.kind === 'rolling-back'
        ? { ...rollout, phase: { ...phase, weight: event.weight, weightSince: at } }
        : rollout;
    case 'safe':
      return phase.kind === 'rolling-back'
        ? { ...rollout, refusals: 0, phase: { ...phase, safe: true } }
        : rollout;
    case 'rolled-back':
      return phase.kind === 'rolling-back'
        ? {
            ...rollout,
            ownsSince: null,
            phase: {
              kind: 'rolled-back',
              since: at,
              cause: phase.cause,
              ...(phase.by === undefined ? {} : { by: phase.by }),
              reached: phase.reached,
            },
          }
        : rollout;
    case 'completed':
      return {
        ...rollout,
        completedAt: at,
        ownsSince: null,
        pause: null,
        refusals: 0,
        phase: { kind: 'completed', since: at, keptUntil: event.keptUntil, kept: event.keptUntil > at },
      };
    case 'previous-released':
      return phase.kind === 'completed'
        ? {
            ...rollout,
            decisions: withdrawn(rollout, at),
            rollbackRequest: null,
            phase: { ...phase, kept: false },
          }
        : rollout;
    case 'budget-measured':
      return budgetMeasured(rollout, event);
    case 'verified':
      return { ...rollout, verification: { ...verifiedOf(event), at } };
    case 'noted':
      return rollout;
    case 'ticked':
      return ticked(rollout, event, at, actor);
    case 'boxes-reminded':
      return boxesReminded(rollout, at);
    case 'ci-observed': {
      const { names, state, sentence } = event;
      return { ...rollout, ci: { ...rollout.ci, [ciKey(names)]: { state, sentence } } };
    }
    case 'notice-sent':
      return noticeSent(rollout, event, at);
    case 'notice-due':
      return noticeDue(rollout, event, at);
    case 'tasks-opened':
      return tasksOpened(rollout, event, at);
    case 'task-done':
      return taskDone(rollout, event, at, actor);
    case 'task-reminded':
      return taskReminded(rollout, at);
    case 'approval-reminded':
    case 'approval-escalated':
      return gateUrged(rollout, event, at);
    case 'rollback-requested':
    case 'rollback-request-renewed':
    case 'rollback-refused':
      return rollbackAsked(rollout, event, at, actor);
    case 'advance-blocked':
    case 'advance-unblocked':
      return blocked(rollout, event, at);
    case 'muted':
    case 'unmuted':
      return muted(rollout, event, at, actor);
    case 'handed-over':
      return { ...rollout, owner: event.to };
    case 'marked':
      return { ...rollout, mark: { as: event.as, by: actor, reason: event.reason, at } };
    case 'procedure-step':
    case 'paged':
      return rollout;
  }
}

function verifiedOf({ script, results, sandboxed, notRun }: EventOf<'verified'>): Verified {
  return { script, results, sandboxed, notRun };
}

function budgetMeasured(rollout: Rollout, { budget, level, alert }: EventOf<'budget-measured'>): Rollout {
  const told = { level, alert: alert ?? rollout.budgets[budget]?.alert ?? null };
  return { ...rollout, budgets: { ...rollout.budgets, [budget]: told } };
}

function queued(rollout: Rollout, behind: RolloutId, at: Instant): Rollout {
  return { ...rollout, phase: { kind: 'queued', since: at, behind } };
}

/** Criteria have to be met at the new weight: what was proven at a smaller one proves nothing here. */
function weightConfirmed(rollout: Rollout, event: EventOf<'weight-confirmed'>, at: Instant): Rollout {
  if (rollout.phase.kind !== 'shifting') return rollout;
  const hold = rollout.plan.stages[event.stage]?.hold ?? 0;
  return {
    ...rollout,
    refusals: 0,
    holdsSince: withoutStreaks(rollout, 'criterion'),
    measuredAt: null,
    canarySince: rollout.canarySince ?? at,
    samples: {},
    countedBefore: countedSoFar(rollout),
    traffic: event.traffic,
    phase: { kind: 'observing', since: at, stage: event.stage, endsAt: at + hold, extensions: 0 },
  };
}

function withoutStreaks({ plan, holdsSince }: Rollout, action: CheckAction): Rollout['holdsSince'] {
  const dropped = new Set(
    plan.stages.flatMap(({ checks }) =>
      checks.filter((check) => check.action === action).map(({ id }) => id),
    ),
  );
  return Object.fromEntries(Object.entries(holdsSince).filter(([id]) => !dropped.has(id)));
}

/** The next stage is entered by an event of its own; after the last one come verification and completion. */
function stagePassed(rollout: Rollout, stage: number, at: Instant): Rollout {
  if (stage + 1 < rollout.plan.stages.length) return rollout;
  return rollout.plan.verify.length > 0
    ? { ...rollout, phase: { kind: 'verifying', since: at, progress: notBegun('verify') } }
    : { ...rollout, phase: { kind: 'completing', since: at } };
}

/** A second pause does not start the clocks that the first one stopped. */
function paused(rollout: Rollout, { reason, train }: EventOf<'paused'>, at: Instant, by: Actor): Rollout {
  return {
    ...rollout,
    pause: { by, reason, since: rollout.pause?.since ?? at },
    stoppedBy: train === undefined ? rollout.stoppedBy : [...rollout.stoppedBy, train],
  };
}

/** A pause stops the clocks: what was left of a hold or of a gate's time is left again. */
function resumed(rollout: Rollout, at: Instant): Rollout {
  if (rollout.pause === null) return rollout;
  const { phase } = rollout;
  const lost = at - rollout.pause.since;
  const holdsSince = withoutStreaks(rollout, 'pause');
  const running = { ...rollout, pause: null, holdsSince, noDataSince: null };
  switch (phase.kind) {
    case 'observing':
      return { ...running, phase: { ...phase, endsAt: phase.endsAt + lost } };
    case 'waiting':
      return { ...running, phase: later(phase, lost) };
    default:
      return running;
  }
}

/** What people were told with time to spare is not told again because a pause gave them more. */
function later(phase: Waiting, lost: number): Waiting {
  const remindedAt = phase.remindedAt === null ? null : phase.remindedAt + lost;
  return { ...phase, expiresAt: phase.expiresAt + lost, remindedAt };
}

function rollbackOrdered(
  rollout: Rollout,
  event: EventOf<'rollback-ordered'>,
  at: Instant,
  actor: Actor,
): Rollout {
  const first = rollout.plan.rollback.steps.find((weight) => weight < event.from) ?? 0;
  return {
    ...rollout,
    decisions: withdrawn(rollout, at),
    rollbackRequest: null,
    failedAt: rollout.failedAt ?? at,
    pause: null,
    skipHolds: false,
    ownsSince: rollout.ownsSince ?? at,
    refusals: 0,
    phase: {
      kind: 'rolling-back',
      since: rollout.phase.kind === 'rolling-back' ? rollout.phase.since : at,
      cause: event.cause,
      ...orderedBy(rollout, event.cause, actor),
      gradual: event.gradual,
      from: event.from,
      reached: reachedStage(rollout),
      weight: event.gradual ? first : 0,
      weightSince: at,
      safe: false,
      progress: notBegun('undo'),
    },
  };
}

/** Where others had to agree, whoever asked for it is who ordered it. */
function orderedBy(
  { rollbackRequest }: Rollout,
  cause: RollbackCause,
  actor: Actor,
): { readonly by?: Actor } {
  if (cause.kind !== 'person') return {};
  return { by: cause.askedBy === undefined ? actor : (rollbackRequest?.by ?? actor) };
}

function reachedStage({ phase, plan }: Rollout): number | null {
  switch (phase.kind) {
    case 'shifting':
    case 'observing':
    case 'waiting':
      return phase.stage;
    case 'verifying':
    case 'completing':
    case 'completed':
      return plan.stages.length - 1;
    case 'rolling-back':
    case 'rolled-back':
      return phase.reached;
    case 'queued':
    case 'preparing':
    case 'cancelled':
      return null;
  }
}
