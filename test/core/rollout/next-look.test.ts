import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextLook, ownsTraffic } from '../../../src/core/rollout/next-look.ts';
import type { Phase } from '../../../src/core/rollout/state.ts';
import { aPlan } from '../../builders/plan.ts';
import { aPerson, aRollout, examplePhases, noon } from '../../builders/rollout.ts';
import { aProbe, live, requested, stages, trigger, well } from './live.ts';

const plan = aPlan({ interval: 10_000, rollback: { steps: [10], every: 4000 } });
const pause = { by: aPerson(), reason: 'lunch', since: noon };

function wait(phase: Phase, overrides: Parameters<typeof aRollout>[0] = {}, now = noon): number | null {
  const at = nextLook(aRollout({ phase, plan, ...overrides }), now);
  return at === null ? null : at - now;
}

const { observing, waiting, 'rolling-back': rollingBack, completed } = examplePhases;

describe('the next look', () => {
  test.each<[string, number | null, number | null]>([
    ['at a queued rollout', wait(examplePhases.queued), 2000],
    ['while shifting', wait(examplePhases.shifting), 500],
    ['while shifting, paused', wait(examplePhases.shifting, { pause }), 10_000],
    ['while completing', wait(examplePhases.completing), 500],
    ['while completing, paused', wait(examplePhases.completing, { pause }), 10_000],
    ['while preparing', wait(examplePhases.preparing), 10_000],
    ['while verifying', wait(examplePhases.verifying), 10_000],
    ['while observing', wait(observing), 10_000],
    ['just before the end of a hold', wait({ ...observing, endsAt: noon + 700 }), 700],
    ['after the end of a hold', wait({ ...observing, endsAt: noon - 1 }), 10_000],
    ['at a gate', wait(waiting), 10_000],
    ['just before a gate expires', wait({ ...waiting, expiresAt: noon + 700 }), 700],
    ['at a gate that stays closed', wait({ ...waiting, expiresAt: noon + 700, closed: true }), 10_000],
    ['while rolling back at once', wait(rollingBack), 500],
    ['while rolling back step by step', wait({ ...rollingBack, weight: 10 }), 4000],
    ['at a completed rollout', wait({ ...completed, keptUntil: noon + 86_400_000 }), 86_400_000],
    ['at a completed rollout that is not kept', wait({ ...completed, kept: false }), null],
    ['at a rolled-back one', wait(examplePhases['rolled-back']), null],
    ['at a cancelled one', wait(examplePhases.cancelled), null],
  ])('%s', (_, millis, expected) => {
    expect(millis).toBe(expected);
  });

  test('is never in the past and never so soon that workers spin', () => {
    const phases = Object.values(examplePhases).flatMap((phase): Phase[] =>
      phase.kind === 'rolling-back' ? [phase, { ...phase, weight: 10 }] : [phase],
    );
    const anyRollout = fc.record({
      phase: fc.constantFrom(...phases),
      lateBy: fc.integer({ min: -400_000, max: 90_000_000 }),
      paused: fc.boolean(),
      held: fc.option(fc.integer({ min: -70_000, max: 70_000 })),
    });
    const lasting = { ...trigger, rule: { ...trigger.rule, sustained: 60_000 } };
    fc.assert(
      fc.property(anyRollout, ({ phase, lateBy, paused, held }) => {
        const now = noon + lateBy;
        const rollout = aRollout({
          phase,
          plan: aPlan({
            stages: stages([lasting]),
            probes: [aProbe({ kind: 'startup' })],
            rollback: { steps: [10], every: 0 },
          }),
          pause: paused ? pause : null,
          holdsSince: held === null ? {} : { [lasting.id]: now - held },
        });
        const at = nextLook(rollout, now);
        if (at !== null) expect(at).toBeGreaterThanOrEqual(now + 50);
        if (ownsTraffic(rollout)) expect(at).toBeLessThanOrEqual(now + 1000);
      }),
    );
  });

  describe('while a trigger is broken', () => {
    const lasting = { ...trigger, rule: { ...trigger.rule, sustained: 2500 } };

    test('is when it would act, if that comes before the interval is over', () => {
      const one = live({ stages: stages([lasting]) });
      one.at(0.2);
      expect(nextLook(one.rollout(), one.world.now)).toBe(one.world.now + 1000);
      one.at(0.2);
      one.at(0.2);
      expect(nextLook(one.rollout(), one.world.now)).toBe(one.world.now + 500);
      expect(one.at(0.2, 500)).toContain('rollback-ordered');
    });

    test('does not come for a criterion, and not for a streak that has acted', () => {
      const one = live({ stages: stages([{ ...lasting, action: 'criterion' }]) });
      one.at(0.2);
      one.at(0.2, 2000);
      expect(nextLook(one.rollout(), one.world.now)).toBe(one.world.now + 1000);
    });
  });

  test('a rule for 2s looked at every second acts after two seconds, even when looks come a little early', () => {
    const lasting = { ...trigger, rule: { ...trigger.rule, sustained: 2000 } };
    const one = live({ stages: stages([lasting]) });
    one.at(0.2);
    expect(one.at(0.2, 960)).not.toContain('rollback-ordered');
    expect(one.at(0.2, 960)).toContain('rollback-ordered');
  });

  describe('before traffic', () => {
    const startup = aProbe({ kind: 'startup', delay: 600, every: 700, successes: 2 });

    test('is when the first startup probe is due', () => {
      const one = requested({ probes: [startup] });
      expect(nextLook(one.rollout(), one.world.now)).toBe(one.world.now + 600);
      one.world.now += 600;
      one.look(0, [], { probes: [well()] });
      expect(nextLook(one.rollout(), one.world.now)).toBe(one.world.now + 700);
    });

    test('is soon when one is due now', () => {
      const one = requested({ probes: [{ ...startup, delay: 0 }] });
      expect(nextLook(one.rollout(), one.world.now)).toBe(one.world.now + 500);
    });
  });
});

test('a rollout owns its slot from its start until it is over', () => {
  const owning = Object.values(examplePhases)
    .filter((phase) => ownsTraffic(aRollout({ phase })))
    .map(({ kind }) => kind);
  expect(owning).toEqual([
    'preparing',
    'shifting',
    'observing',
    'waiting',
    'verifying',
    'completing',
    'rolling-back',
  ]);
});
