import { expect, test } from 'vitest';
import { stageTrack } from '../../../src/core/card/stage-track.ts';
import type { Phase } from '../../../src/core/rollout/state.ts';
import { aRollout, examplePhases } from '../../builders/rollout.ts';

const back = examplePhases['rolling-back'];
const over = examplePhases['rolled-back'];

test.each<[string, Phase, string[]]>([
  ['before the first stage', examplePhases.preparing, ['ahead', 'ahead', 'ahead']],
  ['at the second stage', examplePhases.observing, ['done', 'current', 'ahead']],
  ['when completed', examplePhases.completed, ['done', 'done', 'done']],
  ['rolling back from the second stage', back, ['undone', 'undone', 'ahead']],
  ['rolling back in steps', { ...back, gradual: true, from: 10, weight: 1 }, ['undone', 'undone', 'ahead']],
  ['rolling back before any traffic', { ...back, from: 0, reached: null }, ['ahead', 'ahead', 'ahead']],
  ['rolled back from the first stage', { ...over, reached: 0 }, ['undone', 'ahead', 'ahead']],
  ['rolled back from everybody', { ...over, reached: 2 }, ['undone', 'undone', 'undone']],
  ['rolled back before any traffic', { ...over, reached: null }, ['ahead', 'ahead', 'ahead']],
])('%s', (_, phase, states) => {
  expect(stageTrack(aRollout({ phase })).map(({ state }) => state)).toEqual(states);
});
