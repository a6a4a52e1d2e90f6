import { expect, it } from 'vitest';
import { checkComparisons } from '../../../../../src/core/documents/facts/comparisons/checks.ts';
import { aRollout, noon } from '../../../../builders/rollout.ts';
import { aVerdict, storyPlan, trigger } from '../../../../builders/story.ts';

const phase = { kind: 'observing', since: noon, stage: 0, endsAt: noon, extensions: 0 } as const;

it.each([
  [0.0452, /is 4\.52%, above its limit of 2%;/],
  [0.02, /is 2%, at its limit of 2%;/],
  [0.01, /is 1%, below its limit of 2%;/],
])('a value of %d is told apart from how far it is from its limit', (value, sentence) => {
  const verdicts = [aVerdict(trigger, { value, limit: 0.02 })];
  const found = checkComparisons(aRollout({ plan: storyPlan(), phase, verdicts, measuredAt: noon }));
  expect(found[0]?.sentence).toMatch(sentence);
});
