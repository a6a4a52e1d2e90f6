import { expect, test } from 'vitest';
import type { Counter, SideTotals } from '../../../src/core/judge/totals.ts';
import { decideFinding } from '../../../src/core/rollout/decide-world.ts';
import { belay, project } from '../../../src/core/rollout/decision.ts';
import { aCheck } from '../../builders/check.ts';
import { aPlan, aStage } from '../../builders/plan.ts';
import { aRollout, noon } from '../../builders/rollout.ts';

const minute = 60_000;
const limit = { kind: 'worse', margin: 1 } as const;
const checks = [aCheck('rollback', { text: 'error-rate worse than stable', limit })];
const phase = {
  kind: 'observing',
  since: noon,
  stage: 0,
  endsAt: noon + 60 * minute,
  extensions: 0,
} as const;
const stages = [aStage({ hold: 60 * minute, checks })];

function side(name: string, requests: number, bad: number): SideTotals {
  const counter: Counter = { kind: 'events', requests, bad };
  return { kind: 'totals', instances: { [`${name}-1`]: counter, [`${name}-2`]: counter } };
}

/** The canary counts `bad` more of 1000 requests in each minute; stable one of each thousand. */
function after(badByMinute: readonly number[], warmUp: number) {
  const plan = aPlan({ interval: minute, warmUp, stages });
  let rollout = aRollout({ plan, canarySince: noon, phase });
  let bad = 0;
  for (const [index, more] of [0, ...badByMinute].entries()) {
    bad += more;
    const canary = side('canary', 1000 * index, bad);
    const stable = side('stable', 100_000 + 1000 * index, 100 + index);
    const totals = [{ metric: 'error-rate', canary, stable }];
    const now = noon + index * minute;
    const finding = { kind: 'evaluated', measurements: [], totals, probes: [], traffic: null } as const;
    rollout = project(rollout, decideFinding(rollout, finding, now), belay, now);
  }
  return rollout;
}

test('what fails in the warm-up is not held against the canary, to its last minute', () => {
  expect(after([200, 200, 200, 1, 1], 3 * minute).phase.kind).toBe('observing');
  expect(after([200, 200, 200, 1, 1], 0).phase.kind).toBe('rolling-back');
});

test('what fails after it is', () => {
  expect(after([200, 200, 200, 200], 3 * minute).phase.kind).toBe('rolling-back');
});
