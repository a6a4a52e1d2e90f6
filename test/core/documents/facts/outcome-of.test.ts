import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../../../src/core/documents/facts/outcome-of.ts';
import type { Verdict } from '../../../../src/core/judge/verdict.ts';
import type { Phase, Rollout } from '../../../../src/core/rollout/state.ts';
import { aPerson, aRollout, examplePhases, noon } from '../../../builders/rollout.ts';
import { aVerdict, criterion, storyPlan, trigger } from '../../../builders/story.ts';

const fine = [aVerdict(trigger), aVerdict(criterion, { acts: true })];
const now = noon + 300_000;
const well = { ready: { failures: 0, successes: 5, lastAt: now, sentence: '200' } };

/** At the end of the first stage's hold, measured just now. */
function watched(verdicts: readonly Verdict[], overrides: Partial<Rollout> = {}): Rollout {
  const phase: Phase = { kind: 'observing', since: noon, stage: 0, endsAt: now, extensions: 0 };
  return aRollout({ plan: storyPlan(), phase, verdicts, measuredAt: now, probes: well, ...overrides });
}

describe('the outcome', () => {
  test('is to proceed when everything that can act was measured and is well, and the hold is over', () => {
    expect(outcomeOf(watched(fine), now)).toBe('proceed');
  });

  test('is to hold while the plan holds', () => {
    expect(outcomeOf(watched(fine), now - 1000)).toBe('hold');
  });

  const silent = { verdict: 'no-data', value: null } as const;
  test.each<[string, Rollout]>([
    ['nothing was measured', watched([], { measuredAt: null })],
    ['a check has not spoken yet', watched(fine.slice(0, 1))],
    ['a trigger has no data', watched([aVerdict(trigger, silent), aVerdict(criterion, { acts: true })])],
    ['a criterion has no data', watched([aVerdict(trigger), aVerdict(criterion, silent)])],
    [
      'a trigger was broken when its data went away',
      watched([aVerdict(trigger, { ...silent, holdsSince: noon }), aVerdict(criterion)]),
    ],
    ['what was measured is old', watched(fine, { measuredAt: now - 60_000 })],
    ['a critical probe has not answered yet', watched(fine, { probes: {} })],
    ['the stage has no checks at all', aRollout({ measuredAt: now })],
    [
      'a completed rollout ended in silence',
      watched([aVerdict(trigger, silent)], { phase: examplePhases.completed }),
    ],
    ['a completed rollout was never measured', watched([], { phase: examplePhases.completed })],
    ['it has not started', aRollout({ phase: examplePhases.preparing })],
  ])('is not enough data when %s', (_, rollout) => {
    expect(outcomeOf(rollout, now)).toBe('insufficient_data');
  });

  test.each<[string, Rollout]>([
    [
      'a limit is broken and does not act yet',
      watched([aVerdict(trigger, { verdict: 'warn', holdsSince: now }), ...fine.slice(1)]),
    ],
    ['a criterion is not met', watched([aVerdict(trigger), aVerdict(criterion, { verdict: 'fail' })])],
    ['it is paused', watched(fine, { pause: { by: aPerson(), reason: 'lunch', since: noon } })],
    [
      'a critical probe fails',
      watched(fine, { probes: { ready: { ...well.ready, failures: 1, successes: 0 } } }),
    ],
    [
      'its approval was rejected',
      watched(fine, { phase: { ...examplePhases.waiting, stage: 0, closed: true } }),
    ],
    ['it was dropped', watched(fine, { phase: examplePhases.cancelled })],
    [
      'a completed rollout left a limit broken',
      watched([aVerdict(trigger, { verdict: 'warn', holdsSince: now })], { phase: examplePhases.completed }),
    ],
  ])('is to hold when %s', (_, rollout) => {
    expect(outcomeOf(rollout, now)).toBe('hold');
  });

  test.each<[string, Rollout]>([
    [
      'a rollback trigger acts',
      watched([aVerdict(trigger, { verdict: 'fail', acts: true, holdsSince: noon }), ...fine.slice(1)]),
    ],
    [
      'it acts while the rollout is paused',
      watched([aVerdict(trigger, { verdict: 'fail', acts: true, holdsSince: noon })], {
        pause: { by: aPerson(), reason: 'lunch', since: noon },
      }),
    ],
    [
      'a critical probe has failed as often as it may',
      watched(fine, { probes: { ready: { ...well.ready, failures: 3, successes: 0 } } }),
    ],
    ['traffic goes back', watched(fine, { phase: examplePhases['rolling-back'] })],
    ['traffic went back', watched(fine, { phase: examplePhases['rolled-back'] })],
  ])('is to roll back when %s', (_, rollout) => {
    expect(outcomeOf(rollout, now)).toBe('roll_back');
  });

  test('of a completed rollout is what its last look was', () => {
    expect(outcomeOf(watched(fine, { phase: examplePhases.completed }), now)).toBe('proceed');
  });
});
