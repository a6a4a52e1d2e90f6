import { describe, expect, test } from 'vitest';
import { criticalFix } from '../../../src/core/budget/critical-fix.ts';
import { decideFinding } from '../../../src/core/rollout/decide-world.ts';
import type { PlanBody } from '../../../src/core/rollout/plan.ts';
import { aPlan, aTarget } from '../../builders/plan.ts';
import { aRollout, noon } from '../../builders/rollout.ts';

const frozen = 'the error budget requests froze while it waited';

function begins(change: (body: PlanBody) => PlanBody, criticalOnly: boolean) {
  const { hash: _, ...body } = aPlan();
  const queued = aRollout({
    plan: aPlan(change(body)),
    phase: { kind: 'queued', since: noon, behind: null },
  });
  const [event] = decideFinding(
    queued,
    { kind: 'slot-free', stable: aTarget('v1'), frozen, criticalOnly },
    noon,
  );
  return event;
}

describe('a release that waited while a budget froze', () => {
  test('does not begin', () => {
    expect(begins((body) => body, false)).toEqual({ kind: 'cancelled', reason: frozen });
    expect(begins((body) => body, true)).toEqual({ kind: 'cancelled', reason: frozen });
  });

  test('begins where it is a critical fix', () => {
    expect(begins((body) => criticalFix(body, false), false)).toMatchObject({ kind: 'started' });
  });

  test('that is a critical fix nobody else approves does not begin where hardly anything is left', () => {
    expect(begins((body) => criticalFix(body, false), true)).toEqual({
      kind: 'cancelled',
      reason: `${frozen}. So little is left now that somebody else must approve a critical fix; ask for it again`,
    });
    expect(begins((body) => criticalFix(body, true), true)).toMatchObject({ kind: 'started' });
  });
});
