import { expect, test } from 'vitest';
import { cardChecks } from '../../../src/core/card/checks.ts';
import { aPlan, aStage } from '../../builders/plan.ts';
import { aRollout, noon } from '../../builders/rollout.ts';
import { aVerdict, trigger } from '../../builders/story.ts';

function linkOf(link: string | undefined) {
  const plan = aPlan({ stages: [aStage({ checks: [trigger] })] });
  const verdicts = [aVerdict(trigger, link === undefined ? {} : { link })];
  return cardChecks(aRollout({ plan, verdicts, measuredAt: noon + 1 }))[0]?.link;
}

test('a check on a card leads to where its value can be looked up', () => {
  expect(linkOf('http://prometheus:9090/graph?g0.expr=up')).toBe('http://prometheus:9090/graph?g0.expr=up');
});

test('a check without a page, or with something that is none, leads nowhere', () => {
  expect(linkOf(undefined)).toBeUndefined();
  expect(linkOf('javascript:alert(1)')).toBeUndefined();
});
