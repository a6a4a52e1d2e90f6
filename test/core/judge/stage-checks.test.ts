import { expect, test } from 'vitest';
import { stageChecks } from '../../../src/core/judge/stage-checks.ts';
import { aCheck } from '../../builders/check.ts';
import { aPlan, aStage } from '../../builders/plan.ts';

const limit = aCheck('rollback');
const strict = aCheck('rollback', { text: 'error-rate > 1%', limit: { kind: 'absolute', value: 0.01 } });
const relative = aCheck('rollback', {
  text: 'error-rate > 2x stable',
  limit: { kind: 'stable-factor', factor: 2 },
});
const baseline = aCheck('rollback', {
  text: 'error-rate > baseline + 1%',
  limit: { kind: 'baseline-offset', offset: 0.01 },
});
const tests = [
  aCheck('rollback', { text: 'error-rate worse than stable', limit: { kind: 'worse', margin: 1 } }),
  aCheck('criterion', { text: 'error-rate within 1.5x stable', limit: { kind: 'within', margin: 1.5 } }),
  aCheck('criterion', { text: 'comparison score >= 75', limit: { kind: 'score', pass: 75 } }),
];

const plan = aPlan({
  stages: [
    aStage({ weight: 5, checks: [limit, relative] }),
    aStage({ weight: 99.9, checks: [strict, relative, ...tests] }),
    aStage({ weight: 100, checks: [strict, ...tests, relative, baseline] }),
  ],
});

test.each([
  ['the first stage has its own', 0, [limit, relative]],
  [
    'a later stage has its overrides, and compares as long as stable serves anybody',
    1,
    [strict, relative, ...tests],
  ],
  ['at 100 % comparisons with stable rest, because stable serves nobody', 2, [strict, baseline]],
  ['a stage that is not there has none', 3, []],
])('%s', (_, stage, checks) => {
  expect(stageChecks(plan, stage)).toEqual(checks);
});
