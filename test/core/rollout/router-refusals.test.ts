import { describe, expect, test } from 'vitest';
import { type Live, live, requested } from './live.ts';

function refuse(one: Live, times: number, every = 500): number {
  const before = one.kinds().length;
  for (let n = 0; n < times; n += 1) {
    one.world.now += every;
    one.world.route(one.rollout(), false);
  }
  return one
    .kinds()
    .slice(before)
    .filter((kind) => kind === 'weight-refused').length;
}

function shifting(): Live {
  const one = requested();
  one.world.find(one.rollout(), { kind: 'time' });
  return one;
}

describe('a router that refuses or does not answer', () => {
  test('while shifting ends the rollout after ten seconds: a router that restarts is back before', () => {
    const one = shifting();
    refuse(one, 19);
    expect(one.rollout().phase.kind).toBe('shifting');
    refuse(one, 1);
    expect(one.rollout().phase).toMatchObject({
      kind: 'rolling-back',
      cause: { kind: 'router', sentence: 'the router does not answer' },
    });
  });

  test('while shifting ends the rollout at the fifth time in a row, however late that is', () => {
    const one = shifting();
    refuse(one, 4, 60_000);
    expect(one.rollout().phase.kind).toBe('shifting');
    refuse(one, 1);
    expect(one.rollout().phase.kind).toBe('rolling-back');
  });

  test('is counted anew once it has obeyed', () => {
    const one = shifting();
    refuse(one, 4);
    one.world.route(one.rollout(), true);
    expect(one.rollout()).toMatchObject({ phase: { kind: 'observing' }, refusals: 0 });
  });

  test('at another time does not end the rollout', () => {
    const one = live();
    refuse(one, 50);
    expect(one.rollout().phase.kind).toBe('observing');
  });

  test('is forgotten once its traffic is read again', () => {
    const one = live();
    refuse(one, 1);
    expect(one.rollout().refusals).toBe(1);
    one.look(0, [], { traffic: { weight: 5, observed: null, requests: 0 } });
    expect(one.rollout().refusals).toBe(0);
  });

  test('is recorded at once, and then ever more rarely: an hour does not fill the log', () => {
    const one = live();
    expect(refuse(one, 1)).toBe(1);
    expect(refuse(one, 7200)).toBeLessThan(100);
  });

  test('is recorded at least about once a minute', () => {
    const one = live();
    refuse(one, 7200);
    expect(refuse(one, 125)).toBeGreaterThanOrEqual(1);
  });

  test('never keeps a rollback from being tried on', () => {
    const one = live();
    one.tell({ kind: 'rollback', reason: 'odd', gradual: false, isStable: false });
    refuse(one, 7200);
    one.world.route(one.rollout(), true);
    expect(one.rollout().phase.kind).toBe('rolled-back');
  });
});
