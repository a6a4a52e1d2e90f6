import { describe, expect, test } from 'vitest';
import { project } from '../../../src/core/rollout/decision.ts';
import type { RolloutEvent } from '../../../src/core/rollout/events.ts';
import { evolve, fold } from '../../../src/core/rollout/evolve.ts';
import type { Phase, Rollout } from '../../../src/core/rollout/state.ts';
import { wantedRoute, wantedWeight, watchedStage } from '../../../src/core/rollout/wanted.ts';
import { aGate } from '../../builders/check.ts';
import { aPlan, aTarget } from '../../builders/plan.ts';
import { aPerson, aRollout, belay, examplePhases, noon, rolloutId } from '../../builders/rollout.ts';
import { badStory, goodStory } from '../../builders/story.ts';
import { stages } from './live.ts';

const reading = { weight: 5, observed: null, requests: 0 };
const cause = { kind: 'person', reason: 'odd' } as const;
const { canary } = aPlan();

/** One of every kind: a new kind does not compile until it stands here. */
const events: {
  readonly [K in Exclude<RolloutEvent['kind'], 'requested'>]: Extract<RolloutEvent, { kind: K }>;
} = {
  queued: { kind: 'queued', behind: rolloutId },
  cancelled: { kind: 'cancelled', reason: 'odd' },
  started: { kind: 'started', stable: aTarget('v1') },
  'step-started': { kind: 'step-started', phase: 'prepare', step: 0, name: 'x', attempt: 1 },
  'step-finished': {
    kind: 'step-finished',
    phase: 'prepare',
    step: 0,
    name: 'x',
    succeeded: true,
    sentence: '',
    output: '',
    took: 1,
  },
  'stage-entered': { kind: 'stage-entered', stage: 1, weight: 50 },
  'weight-confirmed': { kind: 'weight-confirmed', stage: 1, traffic: reading },
  'weight-refused': { kind: 'weight-refused', weight: 5, attempts: 1, sentence: '' },
  'drift-found': { kind: 'drift-found', wanted: 5, traffic: reading, sentence: '' },
  measured: { kind: 'measured', stage: 1, measurements: [], verdicts: [], probes: [], traffic: null },
  'stage-extended': { kind: 'stage-extended', stage: 1, until: noon + 9, sentence: '' },
  'approval-requested': { kind: 'approval-requested', stage: 1, gate: 1, reason: '', expiresAt: noon },
  approved: { kind: 'approved', gate: 1, person: 'ana', roles: [] } as never,
  rejected: { kind: 'rejected', gate: 1, person: 'ana', reason: '' } as never,
  'gate-opened': { kind: 'gate-opened', gate: 1 },
  'gate-expired': { kind: 'gate-expired', gate: 1 },
  promoted: { kind: 'promoted', stage: 1, all: true, unmet: [] },
  'stage-passed': { kind: 'stage-passed', stage: 2, sentence: '' },
  paused: { kind: 'paused', reason: 'lunch' },
  resumed: { kind: 'resumed' },
  'rollback-ordered': { kind: 'rollback-ordered', cause, gradual: false, from: 50 },
  'rollback-stepped': { kind: 'rollback-stepped', weight: 1 },
  safe: { kind: 'safe' },
  'rolled-back': { kind: 'rolled-back' },
  completed: { kind: 'completed', stable: canary.version, keptUntil: noon + 9 },
  'budget-measured': {
    kind: 'budget-measured',
    budget: 'requests',
    level: 'warn',
    alert: 'page',
    remaining: 0.2,
    sentence: 'The error budget requests: 20 % of it is left.',
  },
  'previous-released': { kind: 'previous-released', version: canary.version },
  verified: { kind: 'verified', script: 'a'.repeat(64), results: [], sandboxed: true, notRun: null } as never,
  noted: { kind: 'noted', text: 'hm' },
  ticked: { kind: 'ticked', box: 'start/x', text: 'x', done: true },
  'boxes-reminded': { kind: 'boxes-reminded', open: ['x'] },
  'ci-observed': { kind: 'ci-observed', commit: 'a'.repeat(40), names: [], state: 'green', sentence: '' },
  'notice-sent': {
    kind: 'notice-sent',
    template: 'incident',
    subject: 'x',
    body: 'x',
    through: [],
    late: 0,
  },
  'notice-due': { kind: 'notice-due', template: 'incident', since: noon, last: false },
  'tasks-opened': { kind: 'tasks-opened', tasks: [{ id: 'x', text: 'x' }], due: noon + 9 },
  'task-done': { kind: 'task-done', task: 'x', text: 'x', done: true },
  'task-reminded': { kind: 'task-reminded', open: ['x'], due: noon + 9 },
  'approval-reminded': { kind: 'approval-reminded', gate: 1, expiresAt: noon + 9, missing: 'one' },
  'approval-escalated': { kind: 'approval-escalated', gate: 1, sentence: 'x' },
  'rollback-requested': {
    kind: 'rollback-requested',
    gate: 2,
    reason: 'x',
    gradual: false,
    expiresAt: noon + 9,
  },
  'rollback-request-renewed': { kind: 'rollback-request-renewed', gate: 2, expiresAt: noon + 9 },
  'rollback-refused': { kind: 'rollback-refused', gate: 2, person: 'ana', reason: 'x' } as never,
  'advance-blocked': { kind: 'advance-blocked', by: 'freeze', sentence: 'x', until: null },
  'advance-unblocked': { kind: 'advance-unblocked', by: 'freeze' },
  muted: { kind: 'muted', check: 'x', reason: 'x', until: noon + 9 },
  unmuted: { kind: 'unmuted', check: 'x' },
  'handed-over': { kind: 'handed-over', to: 'bo', reason: null } as never,
  'procedure-step': { kind: 'procedure-step', action: 'page', succeeded: true, sentence: 'x', took: 1 },
  paged: { kind: 'paged', place: 'pager', succeeded: true, sentence: 'x' } as never,
  marked: { kind: 'marked', as: 'needless', reason: null },
};

function then(rollout: Rollout, event: RolloutEvent): Rollout {
  const after = evolve(rollout, { seq: rollout.seq + 1, at: noon + 1000, actor: belay, event });
  if (after === null) throw new Error('a rollout stays one');
  return after;
}

const every = Object.values(events).map((event) => [event.kind, event] as const);

describe('what an event may do', () => {
  test.each(every)('%s always counts, and never changes the plan', (_, event) => {
    for (const phase of Object.values(examplePhases)) {
      const before = aRollout({ phase });
      expect(then(before, event)).toMatchObject({ seq: before.seq + 1, plan: before.plan, id: before.id });
    }
  });

  test.each(every)('%s changes nothing once a rollout is rolled back or cancelled', (name, event) => {
    for (const kind of ['rolled-back', 'cancelled'] as const) {
      if (kind === 'rolled-back' && name === 'tasks-opened') continue;
      // Customers are told of what is over too; it moves nothing.
      if (name === 'notice-sent' || name === 'handed-over' || name === 'marked') continue;
      if (kind === 'cancelled' && name === 'tasks-opened') continue;
      const over = aRollout({ phase: examplePhases[kind] });
      expect(then(over, event)).toEqual({ ...over, seq: over.seq + 1 });
    }
  });

  test.each(every)('%s does not turn a rollback round', (_, event) => {
    const back = then(aRollout({ phase: examplePhases['rolling-back'] }), event);
    expect(['rolling-back', 'rolled-back']).toContain(back.phase.kind);
    expect(back.pause).toBeNull();
    expect(wantedWeight(back)).toBeLessThanOrEqual(1);
  });

  test.each(every)('%s leaves a completed rollout completed, unless it is rolled back', (_, event) => {
    const after = then(aRollout({ phase: examplePhases.completed }), event);
    expect(after.phase.kind).toBe(event.kind === 'rollback-ordered' ? 'rolling-back' : 'completed');
  });

  test.each(['approved', 'rejected', 'gate-opened', 'gate-expired'] as const)(
    '%s of another gate changes nothing',
    (kind) => {
      const before = aRollout({ phase: { ...examplePhases.waiting, gate: 2 } });
      expect(then(before, events[kind])).toEqual({ ...before, seq: before.seq + 1 });
      const right = aRollout({ phase: examplePhases.waiting });
      expect(then(right, events[kind])).not.toEqual({ ...right, seq: right.seq + 1 });
    },
  );

  test('a log begins with a request: without one there is no rollout', () => {
    expect(fold([])).toBeNull();
    expect(evolve(null, { seq: 1, at: noon, actor: belay, event: events.started })).toBeNull();
  });

  test('a fold goes on from where it was', () => {
    for (const story of [goodStory(), badStory()]) {
      for (let cut = 0; cut <= story.length; cut += 1) {
        expect(fold(story.slice(cut), fold(story.slice(0, cut)))).toEqual(fold(story));
      }
    }
  });
});

describe('how far a rollback knows it came', () => {
  const plan = aPlan({ stages: stages().map((stage) => ({ ...stage, gate: aGate() })) });
  const rows: readonly [Phase['kind'], number | null][] = [
    ['queued', null],
    ['preparing', null],
    ['shifting', 1],
    ['observing', 1],
    ['waiting', 1],
    ['verifying', 2],
    ['completing', 2],
    ['completed', 2],
    ['rolling-back', 1],
  ];

  test.each(rows)('from %s: stage %j', (kind, reached) => {
    const back = then(aRollout({ plan, phase: examplePhases[kind] }), events['rollback-ordered']);
    expect(back.phase).toMatchObject({ kind: 'rolling-back', reached });
    expect(then(back, events['rolled-back']).phase).toMatchObject({ kind: 'rolled-back', reached });
  });
});

describe('what is wanted in each phase', () => {
  const rows: readonly [Phase['kind'], object | null, number, number | null][] = [
    ['queued', null, 0, null],
    ['preparing', { kind: 'stable', stable: { version: 'v1' } }, 0, null],
    ['shifting', { kind: 'split', weight: 50 }, 50, 1],
    ['observing', { kind: 'split', weight: 50 }, 50, 1],
    ['waiting', { kind: 'split', weight: 50 }, 50, 1],
    ['verifying', { kind: 'split', weight: 100 }, 100, 2],
    ['completing', { kind: 'stable', stable: { version: 'v2' } }, 100, null],
    ['rolling-back', { kind: 'stable', stable: { version: 'v1' } }, 0, null],
    ['rolled-back', null, 0, null],
    ['completed', null, 100, null],
    ['cancelled', null, 0, null],
  ];

  test.each(rows)('%s', (kind, route, weight, watched) => {
    const rollout = aRollout({ phase: examplePhases[kind] });
    if (route === null) expect(wantedRoute(rollout)).toBeNull();
    else expect(wantedRoute(rollout)).toMatchObject(route);
    expect(wantedWeight(rollout)).toBe(weight);
    expect(watchedStage(rollout)).toBe(watched);
  });

  test('going back from more than any stage had is watched with the checks of the last one', () => {
    const plan = aPlan({ stages: stages().slice(0, 2) });
    expect(watchedStage(aRollout({ plan, phase: { ...examplePhases['rolling-back'], weight: 60 } }))).toBe(1);
  });

  test('nothing before it is known who is stable', () => {
    expect(wantedRoute(aRollout({ stable: null }))).toBeNull();
  });

  test.each([
    [50, 1],
    [20, 1],
    [5, 0],
    [1, 0],
    [60, 2],
  ])('going back at %d %% is watched with the checks of stage %d', (weight, stage) => {
    const rollout = aRollout({ phase: { ...examplePhases['rolling-back'], weight } });
    expect(watchedStage(rollout)).toBe(stage);
    expect(wantedRoute(rollout)).toMatchObject({ kind: 'split', weight });
  });
});

test('a rollback that is hurried has begun when it was first ordered', () => {
  const back = aRollout({ phase: { ...examplePhases['rolling-back'], gradual: true, weight: 10 } });
  expect(then(back, events['rollback-ordered']).phase).toMatchObject({
    since: noon,
    weightSince: noon + 1000,
  });
});

test.each([
  [noon + 1001, true],
  [noon + 1000, false],
])('a completed rollout keeps its previous version until %d: %s', (keptUntil, kept) => {
  const completing = aRollout({ phase: examplePhases.completing });
  expect(then(completing, { ...events.completed, keptUntil }).phase).toMatchObject({ kept });
});

test('a step of another phase changes nothing', () => {
  const preparing = aRollout({ phase: examplePhases.preparing });
  for (const phase of ['verify', 'undo'] as const)
    expect(then(preparing, { ...events['step-finished'], phase })).toEqual({
      ...preparing,
      seq: preparing.seq + 1,
    });
});

test('a projection counts its events as the log will', () => {
  const before = aRollout();
  expect(project(before, [events.paused, events.resumed], belay, noon)).toEqual({
    ...before,
    seq: before.seq + 2,
  });
});

test('a rollback ends a pause and the skipping of holds, and forgets refusals', () => {
  const before = aRollout({
    skipHolds: true,
    refusals: 3,
    pause: { by: aPerson(), reason: 'lunch', since: noon },
  });
  expect(then(before, events['rollback-ordered'])).toMatchObject({
    pause: null,
    skipHolds: false,
    refusals: 0,
  });
});

test('a completed rollout that goes back owns its slot since then; a live one since its start', () => {
  const live = aRollout();
  expect(then(live, events['rollback-ordered']).ownsSince).toBe(live.ownsSince);
  const done = aRollout({ phase: examplePhases.completed, ownsSince: null });
  expect(then(done, events['rollback-ordered']).ownsSince).toBe(noon + 1000);
});
