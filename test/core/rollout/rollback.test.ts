import { describe, expect, test } from 'vitest';
import { wantedStep } from '../../../src/core/rollout/steps.ts';
import { wantedRoute, wantedWeight } from '../../../src/core/rollout/wanted.ts';
import { errorRates } from '../../builders/check.ts';
import { aStage, aTarget } from '../../builders/plan.ts';
import { ana, aProbe, decidedKinds, ill, type Live, live, requested, stages, trigger, well } from './live.ts';

const back = { kind: 'rollback', reason: 'odd', gradual: false, isStable: false } as const;
const slowly = { ...back, gradual: true } as const;

function atHalf(overrides: Parameters<typeof live>[0] = {}): Live {
  const one = live(overrides);
  one.at(0.001);
  one.tell({ kind: 'promote', all: false, from: null });
  one.look(0);
  one.at(0.001);
  return one;
}

function completed(overrides: Parameters<typeof live>[0] = {}): Live {
  const one = live({ stages: [aStage({ weight: 100, hold: 0, checks: [trigger] })], ...overrides });
  for (let n = 0; n < 3; n += 1) one.at(0.001);
  expect(one.rollout().phase.kind).toBe('completed');
  return one;
}

describe('a rollback at once', () => {
  test('wants all traffic on stable from the order on, is safe when read back, and then over', () => {
    const one = atHalf();
    expect(decidedKinds(one.tell(back))).toEqual(['rollback-ordered']);
    expect(wantedRoute(one.rollout())).toEqual({ kind: 'stable', stable: aTarget('v1') });
    expect(one.rollout().phase).toMatchObject({ from: 50, reached: 1, safe: false });
    one.world.route(one.rollout(), true);
    expect(one.kinds().slice(-2)).toEqual(['safe', 'rolled-back']);
    expect(one.rollout().phase).toMatchObject({ kind: 'rolled-back', reached: 1 });
  });

  test('is not safe as long as the router refuses', () => {
    const one = atHalf();
    one.tell(back);
    for (let n = 0; n < 50; n += 1) {
      one.world.now += 500;
      one.world.route(one.rollout(), false);
    }
    expect(one.rollout().phase).toMatchObject({ kind: 'rolling-back', safe: false });
    one.world.route(one.rollout(), true);
    expect(one.rollout().phase.kind).toBe('rolled-back');
  });

  test('of a rollout without traffic says that it came nowhere', () => {
    const one = requested({ prepare: [{ name: 'migrate', run: ['up'], undo: ['down'], timeout: 1 }] });
    one.tell(back);
    expect(one.rollout().phase).toMatchObject({ kind: 'rolling-back', from: 0, reached: null });
  });

  test('is asked for a second time in vain', () => {
    const one = atHalf();
    one.tell(back);
    expect(decidedKinds(one.tell(back))).toEqual([]);
    one.world.route(one.rollout(), true);
    expect(decidedKinds(one.tell(back))).toEqual(['over']);
  });

  test('drops a rollout that only waits in the queue', () => {
    const one = live({ superseding: 'queue' });
    const id = one.world.deploy({ ...one.rollout().plan, canary: aTarget('v3') }, ana);
    if (id === null) throw new Error('refused');
    one.world.wish(one.world.get(id), back, ana);
    expect(one.world.get(id).phase).toMatchObject({ kind: 'cancelled', reason: 'odd' });
  });
});

describe('a gradual rollback', () => {
  const rollback = { steps: [60, 20, 10, 1], every: 2000 };

  test('begins below the weight it had and steps down to nothing', () => {
    const one = atHalf({ rollback });
    expect(one.tell(slowly).sentence).toContain('step by step');
    const weights = [wantedWeight(one.rollout())];
    for (let n = 0; n < 7; n += 1) {
      one.at(0.001, 1000);
      weights.push(wantedWeight(one.rollout()));
    }
    expect(weights).toEqual([20, 20, 10, 10, 1, 1, 0, 0]);
    expect(one.rollout().phase.kind).toBe('rolled-back');
  });

  test('ends its gradualness at a breach, and keeps how far it had come', () => {
    const one = atHalf({ rollback });
    one.tell(slowly);
    expect(one.at(0.2)).toContain('rollback-ordered');
    expect(one.rollout().phase).toMatchObject({
      weight: 0,
      gradual: false,
      reached: 1,
      cause: { kind: 'trigger' },
    });
  });

  test('ends its gradualness when a critical probe has failed often enough', () => {
    const one = atHalf({ rollback, probes: [aProbe({ failures: 2 })] });
    one.look(0, [errorRates(0)], { probes: [well()] });
    one.tell(slowly);
    one.look(100, [errorRates(0)], { probes: [ill()] });
    expect(wantedWeight(one.rollout())).toBe(20);
    one.look(100, [errorRates(0)], { probes: [ill()] });
    expect(wantedWeight(one.rollout())).toBe(0);
  });

  test('ends its gradualness when a person says so, and is not slowed down by one', () => {
    const one = atHalf({ rollback });
    one.tell(slowly);
    expect(decidedKinds(one.tell(slowly))).toEqual([]);
    expect(decidedKinds(one.tell(back))).toEqual(['rollback-ordered']);
    expect(wantedWeight(one.rollout())).toBe(0);
    expect(decidedKinds(one.tell(slowly))).toEqual([]);
    expect(wantedWeight(one.rollout())).toBe(0);
  });

  test('is watched with the checks of the smallest stage that covers its weight', () => {
    const half = {
      ...trigger,
      id: 'half',
      rule: { ...trigger.rule, limit: { kind: 'absolute', value: 0.5 } as const },
    };
    const plan = stages().map((stage) => (stage.weight === 5 ? stage : { ...stage, checks: [half] }));
    const one = atHalf({ stages: plan, rollback: { steps: [20, 5], every: 2000 } });
    one.tell(slowly);
    expect(one.at(0.2)).not.toContain('rollback-ordered');
    expect(one.at(0.2, 1000)).toEqual(['rollback-stepped', 'measured', 'rollback-ordered']);
  });

  test.each([
    ['without steps', []],
    ['with steps that are all above its weight', [50, 60]],
    ['with no step but nothing', [0]],
  ])('of a plan %s goes at once and says so', (_, steps) => {
    const one = atHalf({ rollback: { steps, every: 2000 } });
    expect(one.tell(slowly)).toMatchObject({
      sentence: expect.stringContaining('at once'),
      events: [{ gradual: false }],
    });
    expect(wantedWeight(one.rollout())).toBe(0);
  });
});

describe('a completed rollout', () => {
  const isStable = { ...back, isStable: true };

  test('goes back while its previous version is kept', () => {
    const one = completed();
    expect(decidedKinds(one.tell(isStable))).toEqual(['rollback-ordered']);
    expect(one.rollout().phase).toMatchObject({ from: 100, reached: 0 });
    expect(wantedRoute(one.rollout())).toEqual({ kind: 'stable', stable: aTarget('v1') });
    one.world.route(one.rollout(), true);
    expect(one.rollout().phase.kind).toBe('rolled-back');
    expect(one.world.stable).toEqual(aTarget('v1'));
  });

  test('goes back step by step from 100 %', () => {
    const one = completed({ rollback: { steps: [50], every: 1000 } });
    one.tell({ ...isStable, gradual: true });
    expect(wantedRoute(one.rollout())).toMatchObject({ kind: 'split', stable: aTarget('v1'), weight: 50 });
  });

  test('does not go back once the previous version is let go', () => {
    const one = completed({ keepPrevious: 10_000 });
    const { phase } = one.rollout();
    if (phase.kind !== 'completed') throw new Error('completed');
    one.world.now = phase.keptUntil - 1;
    expect(one.world.find(one.rollout(), { kind: 'time' })).toEqual([]);
    one.world.now += 1;
    expect(one.world.find(one.rollout(), { kind: 'time' })).toEqual([
      { kind: 'previous-released', version: 'v1' },
    ]);
    expect(one.world.find(one.rollout(), { kind: 'time' })).toEqual([]);
    expect(one.tell(isStable)).toMatchObject({
      code: 'not-kept',
      sentence: expect.stringContaining('deploy api v1 to production'),
    });
  });

  test('does not go back when its version is not the stable one any more', () => {
    expect(decidedKinds(completed().tell(back))).toEqual(['not-kept']);
  });

  test('keeps nothing where the plan keeps nothing', () => {
    expect(completed({ keepPrevious: 0 }).rollout().phase).toMatchObject({ kept: false });
  });
});

describe('undoing what was prepared', () => {
  const prepare = [
    { name: 'one', run: ['up', '1'], undo: ['down', '1'], timeout: 10 },
    { name: 'two', run: ['up', '2'], undo: null, timeout: 10 },
    { name: 'three', run: ['up', '3'], undo: ['down', '3'], timeout: 10 },
  ];

  test('waits until traffic is safe, goes last first, and passes over what cannot be undone or fails', () => {
    const one = requested({ prepare });
    const end = (succeeded: boolean) => {
      const step = wantedStep(one.rollout());
      if (step === null) throw new Error('a step is wanted');
      one.world.find(one.rollout(), { kind: 'step-begun' });
      one.world.find(one.rollout(), {
        kind: 'step-ended',
        step,
        succeeded,
        sentence: '',
        output: '',
        took: 1,
      });
      return step.argv.join(' ');
    };
    expect([end(true), end(true), end(true)]).toEqual(['up 1', 'up 2', 'up 3']);
    one.tell(back);
    expect(wantedStep(one.rollout())).toBeNull();
    one.world.route(one.rollout(), true);
    expect([end(false), end(true)]).toEqual(['down 3', 'down 1']);
    expect(one.rollout().phase.kind).toBe('rolled-back');
  });

  test('undoes the step that failed half way too', () => {
    const one = requested({ prepare });
    const step = wantedStep(one.rollout());
    if (step === null) throw new Error('a step is wanted');
    one.world.find(one.rollout(), { kind: 'step-begun' });
    one.world.find(one.rollout(), {
      kind: 'step-ended',
      step,
      succeeded: false,
      sentence: 'exit 1',
      output: '',
      took: 1,
    });
    expect(one.rollout().phase).toMatchObject({
      kind: 'rolling-back',
      cause: { kind: 'step', step: 'one', sentence: 'exit 1' },
    });
    one.world.route(one.rollout(), true);
    expect(wantedStep(one.rollout())).toMatchObject({ phase: 'undo', name: 'one' });
  });
});
