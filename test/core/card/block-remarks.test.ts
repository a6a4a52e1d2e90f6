import { expect, test } from 'vitest';
import { blockRemarks } from '../../../src/core/card/block-remarks.ts';
import { idAsName } from '../../../src/core/card/names.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { aRollout, examplePhases, noon } from '../../builders/rollout.ts';

function held(phase: Rollout['phase'], until: number | null): string {
  const freeze = { by: 'freeze' as const, sentence: 'production is frozen', until, since: noon };
  const rollout = aRollout({ phase, blocks: { freeze } });
  return blockRemarks(rollout, { now: noon, personName: idAsName })
    .map(({ sentence }) => sentence)
    .join(' ');
}

test('what ends by itself lets it go on by itself', () => {
  expect(held(examplePhases.observing, noon)).toContain('It goes on by itself at 2026-03-02 12:00:00 UTC;');
});

test('where people are asked too, nothing promises that it goes on by itself', () => {
  expect(held(examplePhases.waiting, noon)).toContain(
    'That is over at 2026-03-02 12:00:00 UTC, and enough people have to agree besides;',
  );
  expect(held(examplePhases.waiting, null)).toContain(
    'It goes on when that is over and enough people have agreed;',
  );
});

test('an approval that was given is not asked for again', () => {
  expect(held({ ...examplePhases.waiting, opened: true }, noon)).toContain('It goes on by itself at');
});
