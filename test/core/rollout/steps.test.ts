import { describe, expect, test } from 'vitest';
import { stepsOf, type WantedStep, wantedStep } from '../../../src/core/rollout/steps.ts';
import { decidedKinds, type Live, requested } from './live.ts';

const prepare = ['one', 'two'].map((name) => ({ name, run: [name], undo: [`un-${name}`], timeout: 10 }));

function wanted(one: Live): WantedStep {
  const step = wantedStep(one.rollout());
  if (step === null) throw new Error('a step is wanted');
  return step;
}

function begin(one: Live): WantedStep {
  const step = wanted(one);
  one.world.find(one.rollout(), { kind: 'step-begun' });
  return step;
}

function end(one: Live, step: WantedStep, succeeded = true): readonly string[] {
  const ended = { kind: 'step-ended', step, succeeded, sentence: 'exit', output: '', took: 1 } as const;
  return one.world.find(one.rollout(), ended).map(({ kind }) => kind);
}

describe('a step', () => {
  test('is followed by the next, and the last by the first stage', () => {
    const one = requested({ prepare });
    expect(end(one, begin(one))).toEqual(['step-finished']);
    expect(wanted(one)).toMatchObject({ name: 'two', index: 1, attempt: 0, argv: ['two'], timeout: 10 });
    expect(end(one, begin(one))).toEqual(['step-finished', 'stage-entered']);
    expect(one.rollout().prepared).toEqual([0, 1]);
  });

  test('that fails takes everything back and is not run again', () => {
    const one = requested({ prepare });
    end(one, begin(one));
    expect(end(one, begin(one), false)).toEqual(['step-finished', 'rollback-ordered']);
    expect(one.rollout()).toMatchObject({ prepared: [0], begun: [0, 1] });
  });

  test('that failed verification takes everything back', () => {
    const one = requested({
      verify: prepare,
      stages: [{ ...requested().rollout().plan.stages[0], weight: 100, checks: [] } as never],
    });
    one.look(0);
    one.look(0);
    one.look(5000);
    expect(one.rollout().phase.kind).toBe('verifying');
    expect(end(one, begin(one), false)).toContain('rollback-ordered');
    expect(one.rollout().phase).toMatchObject({
      from: 100,
      reached: 0,
      cause: { kind: 'step', step: 'one' },
    });
  });

  test('that ends twice counts once', () => {
    const one = requested({ prepare });
    const step = begin(one);
    end(one, step);
    expect(end(one, step)).toEqual([]);
    expect(wanted(one)).toMatchObject({ name: 'two' });
  });

  test('that was begun again by another worker ends with that attempt, and only with it', () => {
    const one = requested({ prepare });
    const dead = begin(one);
    const alive = begin(one);
    expect(alive.attempt).toBe(1);
    expect(end(one, dead, false)).toEqual([]);
    expect(one.rollout().phase.kind).toBe('preparing');
    expect(end(one, alive)).toEqual(['step-finished']);
  });

  test('that ends without having begun does not count', () => {
    const one = requested({ prepare });
    expect(end(one, wanted(one))).toEqual([]);
  });

  test('that ends after a rollback was ordered does not count', () => {
    const one = requested({ prepare });
    const step = begin(one);
    expect(
      decidedKinds(one.tell({ kind: 'rollback', reason: 'odd', gradual: false, isStable: false })),
    ).toEqual(['rollback-ordered']);
    expect(end(one, step, false)).toEqual(['rolled-back'].slice(1));
  });

  test('is begun only where one is wanted', () => {
    const one = requested();
    expect(one.world.find(one.rollout(), { kind: 'step-begun' }).map(({ kind }) => kind)).toEqual([
      'stage-entered',
    ]);
  });
});

test('what is undone is what was prepared, last first, and only what can be undone', () => {
  const { plan } = requested({
    prepare: [...prepare, { name: 'three', run: ['three'], undo: null, timeout: 10 }],
  }).rollout();
  const names = (phase: 'prepare' | 'verify' | 'undo', prepared: readonly number[]) =>
    stepsOf(plan, phase, prepared).map(({ name }) => name);
  expect(names('undo', [0, 1, 2])).toEqual(['two', 'one']);
  expect(names('undo', [])).toEqual([]);
  expect(names('prepare', [])).toEqual(['one', 'two', 'three']);
  expect(names('verify', [])).toEqual([]);
});
