import { describe, expect, test } from 'vitest';
import type { Block } from '../../../src/core/blocks/block.ts';
import { blocksFound } from '../../../src/core/rollout/found-blocks.ts';
import { aPlan } from '../../builders/plan.ts';
import { aRollout, examplePhases, noon } from '../../builders/rollout.ts';

const freeze: Block = { by: 'freeze', sentence: 'holidays', until: noon + 9 };
const train: Block = { by: 'train', sentence: 'api goes first', until: null };
const standing = { ...freeze, since: noon };

describe('what was found to keep a rollout', () => {
  test('is told once, again when it says something else, and when it is gone', () => {
    expect(blocksFound(aRollout(), [freeze])).toEqual([{ kind: 'advance-blocked', ...freeze }]);
    const held = aRollout({ blocks: { freeze: standing } });
    expect(blocksFound(held, [freeze])).toEqual([]);
    const longer = { ...freeze, until: noon + 99 };
    expect(blocksFound(held, [longer])).toEqual([{ kind: 'advance-blocked', ...longer }]);
    expect(blocksFound(held, [])).toEqual([{ kind: 'advance-unblocked', by: 'freeze' }]);
  });

  test('is only its train for what goes past the safeguards', () => {
    const breakGlass = { skips: ['tests' as const], reason: 'CVE', secondPerson: false, reviewWithin: 1000 };
    const past = aRollout({ plan: aPlan({ breakGlass }) });
    expect(blocksFound(past, [freeze, train])).toEqual([{ kind: 'advance-blocked', ...train }]);
  });

  test('never keeps one from going back', () => {
    for (const kind of ['rolling-back', 'rolled-back', 'completed'] as const) {
      expect(blocksFound(aRollout({ phase: examplePhases[kind] }), [freeze, train])).toEqual([]);
    }
  });
});
