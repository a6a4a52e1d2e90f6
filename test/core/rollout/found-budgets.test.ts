import { describe, expect, it } from 'vitest';
import type { BudgetStanding } from '../../../src/core/budget/standing.ts';
import { tell } from '../../../src/core/card/event-words.ts';
import { belay, project } from '../../../src/core/rollout/decision.ts';
import { budgetsFound } from '../../../src/core/rollout/found-budgets.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { aStanding, day, evenly, standingOf } from '../../builders/budget.ts';
import { aPlan } from '../../builders/plan.ts';
import { aRollout, examplePhases, noon } from '../../builders/rollout.ts';

function look(rollout: Rollout, ...standings: readonly BudgetStanding[]) {
  const events = budgetsFound(rollout, standings);
  return { kinds: events.map(({ kind }) => kind), events, rollout: project(rollout, events, belay, noon) };
}

/** Bad requests in the windows of burn rates, and few in the period as a whole. */
function lately(share: number) {
  return evenly(share).map((one) =>
    one.window === 30 * day ? { ...one, reading: { kind: 'counted', bad: 300, total: 1e6 } as const } : one,
  );
}

describe('while a rollout is live', () => {
  it('a budget that is well says nothing', () => {
    expect(look(aRollout(), aStanding(0.9)).kinds).toEqual([]);
  });

  it('one that freezes pauses it, with what to do; it is not rolled back', () => {
    const found = look(aRollout(), aStanding(0.08));
    expect(found.kinds).toEqual(['budget-measured', 'paused']);
    expect(found.rollout.pause?.reason).toMatch(
      /^The error budget requests: 8 % of it is left\. Only critical fixes are released.*Traffic stays as it is and triggers go on watching; `resume r-0123456789` goes on all the same$/,
    );
    expect(found.rollout.phase.kind).toBe('observing');
  });

  it('people who resume it are not overruled until it falls further', () => {
    const frozen = look(aRollout(), aStanding(0.08)).rollout;
    const resumed = project(frozen, [{ kind: 'resumed' }], belay, noon);
    expect(look(resumed, aStanding(0.07, { former: 'frozen' })).kinds).toEqual([]);
    expect(look(resumed, aStanding(0.04, { former: 'frozen' })).kinds).toEqual(['budget-measured', 'paused']);
  });

  it('is paused again when it froze again after it had thawed', () => {
    const frozen = project(look(aRollout(), aStanding(0.08)).rollout, [{ kind: 'resumed' }], belay, noon);
    const thawed = look(frozen, aStanding(0.4, { former: 'frozen' }));
    expect(thawed.events).toMatchObject([{ kind: 'budget-measured', level: 'open' }]);
    expect(look(thawed.rollout, aStanding(0.08)).kinds).toContain('paused');
  });

  it('a pause of people stays theirs', () => {
    const pause = { by: belay, reason: 'lunch', since: noon };
    expect(look(aRollout({ pause }), aStanding(0.08)).kinds).toEqual(['budget-measured']);
  });

  it.each([
    ['that is not watched', aRollout(), aStanding(0.08, { watch: false })],
    ['that does not gate there', aRollout(), aStanding(0.08, { gates: false })],
    ['of a critical fix', aRollout({ plan: aPlan({ critical: true }) }), aStanding(0.08)],
  ])('one %s is told and pauses nothing', (_, rollout, standing) => {
    expect(look(rollout, standing).kinds).toEqual(['budget-measured']);
  });

  it('a warning is said once, however it swings', () => {
    let { rollout, kinds } = look(aRollout(), aStanding(0.24));
    expect(kinds).toEqual(['budget-measured']);
    for (const left of [0.26, 0.24, 0.3, 0.2]) {
      ({ rollout, kinds } = look(rollout, aStanding(left)));
      expect(kinds).toEqual([]);
    }
  });

  it('a burn that is due a page is said once and aloud, also after a ticket', () => {
    const slow = look(aRollout(), standingOf(lately(0.0011)));
    expect(slow.events).toMatchObject([{ kind: 'budget-measured', alert: 'ticket' }]);
    const readings = lately(0.02);
    const fast = look(slow.rollout, standingOf(readings));
    expect(fast.events).toMatchObject([{ alert: 'page', level: 'open' }]);
    expect(fast.events[0]).toMatchObject({
      sentence: expect.stringContaining(
        'it burns 20x as fast as it may (1h: 20x, 5m: 20x; a page is due above 14.4x); at this rate the rest is gone in 1d 1h',
      ),
    });
    expect(look(fast.rollout, standingOf(readings)).kinds).toEqual([]);
  });

  it('what cannot be told is said once, and pauses nothing', () => {
    const silent = look(aRollout(), standingOf([]));
    expect(silent.events).toMatchObject([
      {
        kind: 'budget-measured',
        level: 'warn',
        remaining: null,
        sentence:
          'The error budget requests cannot be told: over 30d it was not read. Releases go on all the same: it was not frozen when it was read last.',
      },
    ]);
    expect(look(silent.rollout, standingOf([])).kinds).toEqual([]);
  });
});

it.each(['queued', 'completing', 'rolling-back', 'rolled-back', 'completed', 'cancelled'] as const)(
  'a rollout that is %s is not concerned',
  (kind) => {
    expect(look(aRollout({ phase: examplePhases[kind] }), aStanding(0)).kinds).toEqual([]);
  },
);

it('the timeline says it in the tone it deserves', () => {
  const context = { plan: aPlan(), stable: 'v1', actor: belay, personName: String };
  const tones = [aStanding(0.2), aStanding(0.08)].flatMap((standing) =>
    budgetsFound(aRollout(), [standing]).flatMap((event) =>
      event.kind === 'budget-measured' ? [tell(event, context).tone] : [],
    ),
  );
  expect(tones).toEqual(['warning', 'bad']);
});

it('a critical fix is requested as one', () => {
  const plan = aPlan({ critical: true });
  const event = { kind: 'requested', rollout: aRollout().id, plan, reason: 'mends it' } as const;
  expect(tell(event, { plan, stable: 'v1', actor: null, personName: String }).sentence).toBe(
    'api v2 to production was requested as a critical fix: “mends it”.',
  );
});
