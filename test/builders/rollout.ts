import { RolloutId } from '../../src/core/ids.ts';
import type { Actor } from '../../src/core/rollout/events.ts';
import type { Phase, Rollout } from '../../src/core/rollout/state.ts';
import { aPlan, aTarget } from './plan.ts';

export const rolloutId = RolloutId.parse('r-0123456789');

/** Noon on a day far from any daylight-saving change. */
export const noon = Date.UTC(2026, 2, 2, 12, 0, 0);

export function aPerson(person = 'ada', roles: readonly string[] = ['dev']): Actor {
  return { kind: 'person', person, roles, place: 'console' } as Actor;
}

export const belay: Actor = { kind: 'belay' };

/** api v2 on production, observed at its first stage since noon, with v1 as stable. */
export function aRollout(overrides: Partial<Rollout> = {}): Rollout {
  return {
    id: rolloutId,
    seq: 7,
    plan: aPlan(),
    reason: null,
    requestedBy: aPerson(),
    requestedAt: noon - 60_000,
    startedAt: noon - 59_000,
    completedAt: null,
    ownsSince: noon - 59_000,
    stable: aTarget('v1'),
    phase: { kind: 'observing', since: noon, stage: 0, endsAt: noon + 300_000, extensions: 0 },
    pause: null,
    skipHolds: false,
    begun: [],
    prepared: [],
    gates: 0,
    decisions: [],
    origin: null,
    changes: null,
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
    owner: null,
    blocks: {},
    mutes: {},
    rollbackRequest: null,
    train: null,
    failedAt: null,
    stoppedBy: [],
    mark: null,
    ...overrides,
  };
}

const progress = { phase: 'prepare', step: 0, attempt: 0, running: false } as const;
const cause = { kind: 'trigger', check: 'x', sentence: 'error-rate 8.1% breaks "error-rate > 5%"' } as const;

/** One example of every phase: a new kind does not compile until it stands here. */
export const examplePhases: { readonly [K in Phase['kind']]: Extract<Phase, { kind: K }> } = {
  queued: { kind: 'queued', since: noon, behind: RolloutId.parse('r-9999999999') },
  preparing: { kind: 'preparing', since: noon, progress },
  shifting: { kind: 'shifting', since: noon, stage: 1 },
  observing: { kind: 'observing', since: noon, stage: 1, endsAt: noon + 300_000, extensions: 0 },
  waiting: {
    kind: 'waiting',
    since: noon,
    stage: 1,
    gate: 1,
    reason: '2 of 2 checks pass',
    expiresAt: noon + 7_200_000,
    votes: [],
    remindedAt: null,
    escalated: false,
    opened: false,
    closed: false,
  },
  verifying: { kind: 'verifying', since: noon, progress: { ...progress, phase: 'verify' } },
  completing: { kind: 'completing', since: noon },
  'rolling-back': {
    kind: 'rolling-back',
    since: noon,
    cause,
    gradual: false,
    from: 50,
    reached: 1,
    weight: 0,
    weightSince: noon,
    safe: false,
    progress: { ...progress, phase: 'undo' },
  },
  'rolled-back': { kind: 'rolled-back', since: noon, cause, reached: 1 },
  completed: { kind: 'completed', since: noon, keptUntil: noon + 86_400_000, kept: true },
  cancelled: { kind: 'cancelled', since: noon, reason: 'not today' },
};
