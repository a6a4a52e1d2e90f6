import { describe, expect, test } from 'vitest';
import { isDrifting } from '../../../src/core/rollout/drift.ts';
import { errorRates } from '../../builders/check.ts';
import { type Live, live } from './live.ts';

describe('an observed share', () => {
  // At 5 % of 1000 requests: 3 points and four standard errors (4 · 0.689) are tolerated, 5.757 points.
  test.each([
    [5, 5, 5, 1000, false],
    [5, 5, 10.7, 1000, false],
    [5, 5, 10.8, 1000, true],
    [5, 5, 0, 1000, false],
    [5, 5, 8.3, 100_000, true],
    [5, 5, 8.2, 100_000, false],
    [50, 50, 56.3, 4000, true],
    [50, 50, 43.7, 4000, true],
    [50, 50, 53.9, 4000, false],
    [0, 0, 0, 1000, false],
    [0, 0, 0.1, 1000, true],
    [100, 100, 97, 1000, false],
    [100, 100, 96.9, 1000, true],
    [5, 5, 27, 20, false],
    [5, 5, 28, 20, true],
    [5, 5, null, 1000, false],
    [5, 5, 90, 0, false],
    [0, 0, 90, 0, false],
    [5, 6, 5, 1000, true],
    [5, 0, null, 0, true],
  ])('wanted %d, set %d, seen %d of %d requests: drift %s', (wanted, weight, observed, requests, drifts) => {
    expect(isDrifting(wanted, { weight, observed, requests })).toBe(drifts);
  });
});

const astray = { weight: 5, observed: 30, requests: 1000 };
const right = { weight: 5, observed: 5, requests: 1000 };

function seen(one: Live, traffic: typeof astray): readonly string[] {
  return one.look(100, [errorRates(0.001)], { traffic });
}

describe('a drift', () => {
  test('is said once until the share is right again, and then anew', () => {
    const one = live();
    expect(seen(one, astray)).toContain('drift-found');
    expect(one.rollout().drifting).toBe(true);
    expect(seen(one, astray)).not.toContain('drift-found');
    expect(one.look(100)).not.toContain('drift-found');
    expect(one.rollout().drifting).toBe(true);
    seen(one, right);
    expect(one.rollout().drifting).toBe(false);
    expect(seen(one, astray)).toContain('drift-found');
  });

  test('is said in numbers', () => {
    const one = live();
    seen(one, astray);
    expect(one.world.logs.get(one.id)?.at(-1)?.event).toMatchObject({
      wanted: 5,
      sentence:
        'the router was set to 5 % for the canary and sent 30.0 % of recent requests there; wanted are 5 %. It is set again.',
    });
  });

  test.each([
    [null, 'somebody or something else had set it'],
    ['its lease ran out', 'its lease ran out'],
  ])('that was found before the router was set again is said with its reason (%j)', (why, words) => {
    const one = live();
    const [event] = one.world.find(one.rollout(), {
      kind: 'route-confirmed',
      weight: 5,
      found: { weight: 0, why },
    });
    expect(event).toMatchObject({
      kind: 'drift-found',
      sentence: `The router sent 0 % to the canary instead of 5 %: ${words}. It is set again.`,
    });
  });

  test('is none where the router was found as it was wanted, or while it is being set', () => {
    const one = live();
    expect(one.world.find(one.rollout(), { kind: 'route-confirmed', weight: 5, found: null })).toEqual([]);
    one.tell({ kind: 'rollback', reason: 'odd', gradual: false, isStable: false });
    const found = { weight: 5, why: null };
    expect(one.world.find(one.rollout(), { kind: 'route-confirmed', weight: 0, found })).not.toContainEqual(
      expect.objectContaining({ kind: 'drift-found' }),
    );
  });

  test('does not promote, pause or roll back by itself', () => {
    const one = live();
    seen(one, astray);
    expect(one.rollout()).toMatchObject({ phase: { kind: 'observing' }, pause: null });
  });
});
