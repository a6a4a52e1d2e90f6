import { describe, expect, test } from 'vitest';
import { wantedStep } from '../../../src/core/rollout/steps.ts';
import { wantedRoute, wantedWeight, watchedStage } from '../../../src/core/rollout/wanted.ts';
import { aGate, errorRates, noErrorRates } from '../../builders/check.ts';
import { aStage, aTarget } from '../../builders/plan.ts';
import { ana, ben, criterion, decidedKinds, live, pausing, requested, stages, trigger } from './live.ts';

const pause = { kind: 'pause', reason: 'lunch' } as const;
const resume = { kind: 'resume' } as const;

describe('while a rollout is paused', () => {
  test('its hold does not end, and what was left of it is left afterwards', () => {
    const one = live();
    one.at(0.001, 3000);
    one.tell(pause);
    one.at(0.001, 60_000);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 0 });
    one.tell(resume);
    one.at(0.001, 1999);
    expect(one.rollout().phase).toMatchObject({ stage: 0 });
    one.at(0.001, 1);
    expect(one.rollout().phase).toMatchObject({ stage: 1 });
  });

  test('a rollback trigger still takes all traffic back', () => {
    const one = live();
    one.tell(pause);
    expect(one.at(0.2)).toContain('rollback-ordered');
    expect(one.rollout()).toMatchObject({ pause: null, phase: { kind: 'rolling-back', weight: 0 } });
  });

  test('silence with the policy to roll back still rolls back', () => {
    const one = live({ noData: { after: 2000, outcome: 'roll_back' } });
    one.tell(pause);
    one.look(1000, [noErrorRates()]);
    expect(one.look(2000, [noErrorRates()])).toContain('rollback-ordered');
  });

  test('a person can still roll back', () => {
    const one = live();
    one.tell(pause);
    expect(
      decidedKinds(one.tell({ kind: 'rollback', reason: 'odd', gradual: false, isStable: false })),
    ).toEqual(['rollback-ordered']);
  });

  test('a pause trigger does not pause again', () => {
    const one = live({ stages: stages([pausing]) });
    one.tell(pause);
    expect(one.at(0.04)).not.toContain('paused');
  });

  test('whoever resumes it is told when what paused it holds still', () => {
    const one = live({ stages: stages([pausing]) });
    one.at(0.04);
    expect(one.tell(resume)).toMatchObject({
      sentence: expect.stringMatching(/What paused it holds still \(.*error-rate.*\).*paused again/),
    });
    one.tell(pause);
    one.at(0.001);
    expect(one.tell(resume)).toMatchObject({ sentence: expect.stringMatching(/does not count\.$/) });
  });

  test('it cannot be paused twice, and not be resumed twice', () => {
    const one = live();
    expect(decidedKinds(one.tell(resume))).toEqual(['not-paused']);
    one.tell(pause);
    expect(decidedKinds(one.tell(pause))).toEqual(['paused']);
    one.tell(resume);
    expect(decidedKinds(one.tell(resume))).toEqual(['not-paused']);
  });

  test('a shift that the router has not confirmed waits at the weight before', () => {
    const one = live();
    one.at(0.001);
    one.tell({ kind: 'promote', all: false, from: null });
    expect(wantedWeight(one.rollout())).toBe(50);
    one.tell(pause);
    expect(wantedWeight(one.rollout())).toBe(5);
    expect(watchedStage(one.rollout())).toBe(0);
    one.at(0.001);
    expect(one.world.router).toMatchObject({ kind: 'split', weight: 5 });
    expect(one.rollout().phase).toMatchObject({ kind: 'shifting', stage: 1 });
    one.tell(resume);
    one.look(0);
    expect(one.world.router).toMatchObject({ kind: 'split', weight: 50 });
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 1 });
  });

  test('a first shift waits with all traffic on stable', () => {
    const one = requested();
    one.world.find(one.rollout(), { kind: 'time' });
    expect(one.rollout().phase.kind).toBe('shifting');
    one.tell(pause);
    expect(wantedRoute(one.rollout())).toEqual({ kind: 'stable', stable: aTarget('v1') });
    expect(watchedStage(one.rollout())).toBeNull();
  });

  test('the router may refuse as long as it likes: nothing is being shifted', () => {
    const one = live();
    one.at(0.001);
    one.tell({ kind: 'promote', all: false, from: null });
    one.tell(pause);
    for (let n = 0; n < 10; n += 1) {
      one.world.now += 60_000;
      one.world.route(one.rollout(), false);
    }
    expect(one.rollout().phase.kind).toBe('shifting');
  });

  test('it is not completed, and keeps the last weight and its checks', () => {
    const smoke = { name: 'smoke', run: ['smoke'], undo: null, timeout: 1000 };
    const one = live({ stages: [aStage({ weight: 50, checks: [trigger] })], verify: [smoke] });
    one.at(0.001, 5000);
    const step = wantedStep(one.rollout());
    if (step === null) throw new Error('a step is wanted');
    one.world.find(one.rollout(), { kind: 'step-begun' });
    one.tell(pause);
    one.world.find(one.rollout(), {
      kind: 'step-ended',
      step,
      succeeded: true,
      sentence: 'ok',
      output: '',
      took: 1,
    });
    expect(one.rollout().phase.kind).toBe('completing');
    one.at(0.001);
    expect(one.rollout().phase.kind).toBe('completing');
    expect(wantedWeight(one.rollout())).toBe(50);
    expect(watchedStage(one.rollout())).toBe(0);
    one.tell(resume);
    expect(wantedWeight(one.rollout())).toBe(100);
    one.look(0);
    expect(one.rollout().phase.kind).toBe('completed');
  });

  test('no further step begins, and one that runs goes on', () => {
    const prepare = ['one', 'two'].map((name) => ({ name, run: [name], undo: null, timeout: 1000 }));
    const one = requested({ prepare });
    one.tell(pause);
    expect(wantedStep(one.rollout())).toBeNull();
    one.tell(resume);
    const step = wantedStep(one.rollout());
    if (step === null) throw new Error('a step is wanted');
    one.world.find(one.rollout(), { kind: 'step-begun' });
    one.tell(pause);
    expect(wantedStep(one.rollout())).toMatchObject({ name: 'one' });
    one.world.find(one.rollout(), {
      kind: 'step-ended',
      step,
      succeeded: true,
      sentence: 'ok',
      output: '',
      took: 1,
    });
    expect(wantedStep(one.rollout())).toBeNull();
    one.tell(resume);
    expect(wantedStep(one.rollout())).toMatchObject({ name: 'two' });
  });

  test('the first stage is not entered', () => {
    const one = requested();
    one.tell(pause);
    one.look(1000);
    expect(one.rollout().phase.kind).toBe('preparing');
    expect(decidedKinds(one.tell(resume))).toEqual(['resumed', 'stage-entered']);
  });
});

describe('a pause and the clocks', () => {
  test('time before the observation began is not given to it', () => {
    const one = live();
    one.at(0.001);
    one.tell({ kind: 'promote', all: false, from: null });
    one.tell(pause);
    one.world.now += 60_000;
    one.tell(resume);
    one.look(0);
    const { phase } = one.rollout();
    expect(phase).toMatchObject({ kind: 'observing', endsAt: one.world.now + 5000 });
  });

  test('several pauses add up', () => {
    const one = live();
    const before = one.rollout().phase;
    for (const lost of [1000, 20_000]) {
      one.tell(pause);
      one.world.now += lost;
      one.tell(resume);
    }
    if (before.kind !== 'observing') throw new Error('observing');
    expect(one.rollout().phase).toMatchObject({ endsAt: before.endsAt + 21_000 });
  });

  test('a gate does not expire, keeps its votes and opens afterwards', () => {
    const one = live({ stages: stages().map((stage) => ({ ...stage, gate: aGate() })) });
    one.at(0.001, 5000);
    one.tell({ kind: 'approve', bound: { gate: 1, commit: null } }, ana);
    one.world.now += 59_000;
    one.tell(pause);
    one.at(0.001, 600_000);
    expect(decidedKinds(one.tell({ kind: 'approve', bound: { gate: 1, commit: null } }, ben))).toEqual([
      'approved',
      'gate-opened',
    ]);
    one.at(0.001);
    expect(one.rollout().phase).toMatchObject({ kind: 'waiting', opened: true });
    expect(decidedKinds(one.tell(resume))).toEqual(['resumed', 'stage-passed', 'stage-entered']);
  });

  test('a gate has as much time left afterwards as before', () => {
    const one = live({ stages: stages().map((stage) => ({ ...stage, gate: aGate() })) });
    one.at(0.001, 5000);
    one.world.now += 20_000;
    one.tell(pause);
    one.world.now += 600_000;
    one.tell(resume);
    expect(one.at(0.001, 39_999)).not.toContain('gate-expired');
    expect(one.at(0.001, 1)).toContain('gate-expired');
  });

  test('a gate that had expired before the pause is not revived by it', () => {
    const one = live({ stages: stages().map((stage) => ({ ...stage, gate: aGate({ approvals: 1 }) })) });
    one.at(0.001, 5000);
    one.world.now += 60_000;
    one.tell(pause);
    expect(decidedKinds(one.tell({ kind: 'approve', bound: { gate: 1, commit: null } }))).toEqual([
      'expired',
    ]);
    expect(decidedKinds(one.tell(resume))).toEqual(['resumed', 'gate-expired', 'rollback-ordered']);
  });

  test('what a pause trigger has seen begins anew, what others have seen goes on', () => {
    const lasting = (check: typeof trigger) => ({ ...check, rule: { ...check.rule, sustained: 60_000 } });
    const one = live({ stages: stages([lasting(trigger), lasting(pausing), criterion]) });
    one.at(0.2);
    one.tell(pause);
    one.world.now += 10_000;
    one.tell(resume);
    expect(Object.keys(one.rollout().holdsSince)).toEqual([trigger.id]);
  });

  test('a pause trigger that acts pauses, and is obeyed again when it lasts after the resume', () => {
    const lasting = { ...pausing, rule: { ...pausing.rule, sustained: 2000 } };
    const one = live({ stages: stages([lasting]) });
    one.at(0.04);
    one.at(0.04);
    expect(one.rollout().pause).toBeNull();
    one.at(0.04);
    expect(one.rollout().pause).toMatchObject({
      by: { kind: 'belay' },
      reason: expect.stringContaining('breaks "error-rate > 3%"'),
    });
    one.tell(resume);
    expect(one.at(0.04)).not.toContain('paused');
    one.at(0.04);
    expect(one.at(0.04)).toContain('paused');
  });

  test('silence is counted anew', () => {
    const one = live({ noData: { after: 5000, outcome: 'pause' } });
    one.look(1000, [noErrorRates()]);
    one.look(5000, [noErrorRates()]);
    expect(one.rollout().pause).not.toBeNull();
    one.tell(resume);
    expect(one.look(1000, [noErrorRates()])).not.toContain('paused');
    expect(one.look(5000, [noErrorRates()])).toContain('paused');
  });

  test('a rollback trigger comes before a pause trigger', () => {
    const one = live({ stages: stages([pausing, trigger]) });
    const kinds = one.look(1000, [errorRates(0.2)]);
    expect(kinds).toContain('rollback-ordered');
    expect(kinds).not.toContain('paused');
  });
});

test.each(['queued', 'rolling-back', 'completed'])('a rollout that is %s cannot be paused', (state) => {
  const one = live({ stages: [aStage({ weight: 100 })], superseding: 'queue' });
  if (state === 'rolling-back')
    one.tell({ kind: 'rollback', reason: 'odd', gradual: false, isStable: false });
  if (state === 'completed') {
    one.look(5000);
    one.look(0);
  }
  if (state !== 'queued') {
    expect(one.rollout().phase.kind).toBe(state);
    expect(one.tell(pause).kind).toBe('refused');
    return;
  }
  const id = one.world.deploy({ ...one.rollout().plan, canary: aTarget('v3') }, ana);
  if (id === null) throw new Error('refused');
  expect(one.world.wish(one.world.get(id), pause, ana)).toBe(false);
});
