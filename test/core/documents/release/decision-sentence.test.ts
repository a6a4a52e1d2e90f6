import { expect, it } from 'vitest';
import { idAsName } from '../../../../src/core/card/names.ts';
import { decisionSentence } from '../../../../src/core/documents/release/decision-sentence.ts';
import type { Verdict } from '../../../../src/core/judge/verdict.ts';
import { aRollout, noon } from '../../../builders/rollout.ts';
import { aVerdict, criterion, storyPlan, trigger } from '../../../builders/story.ts';

const phase = { kind: 'observing', since: noon, stage: 0, endsAt: noon, extensions: 0 } as const;
const probes = { ready: { failures: 0, successes: 5, lastAt: noon, sentence: '200' } };

function said(verdicts: readonly Verdict[]): string {
  const rollout = aRollout({ plan: storyPlan(), phase, verdicts, measuredAt: noon, probes });
  return decisionSentence(rollout, 'insufficient_data', noon, idAsName);
}

const silent = (check: typeof trigger, reason: string) =>
  aVerdict(check, { verdict: 'no-data', value: null, sentence: `${check.rule.text}: no data, ${reason}` });

it('says once why several checks have no data, and keeps the names of metrics as they are written', () => {
  const [one, two] = [trigger.rule.text, criterion.rule.text];
  expect(said([silent(trigger, 'nobody came'), silent(criterion, 'nobody came')])).toBe(
    `“${one}” and “${two}” have no data: nobody came. Missing data never counts as success.`,
  );
  expect(said([silent(trigger, 'nobody came'), silent(criterion, 'it is gone')])).toBe(
    `“${one}” has no data: nobody came; “${two}” has no data: it is gone. Missing data never counts as success.`,
  );
});
