import { expect, test } from 'vitest';
import type { Card } from '../../../src/core/card/card.ts';
import { decisionWords } from '../../../src/core/card/decision-words.ts';

const decision: Card['decisions'][number] = {
  gate: 1,
  stage: '50%',
  outcome: 'approved',
  votes: [
    { person: 'Ada', at: 1 },
    { person: 'Grace', at: 2 },
  ],
  by: null,
  reason: null,
  at: 2,
};

test.each([
  [{}, 'approved by Ada and Grace'],
  [{ outcome: 'rejected', by: 'Bo', reason: 'not *today*' }, 'rejected by Bo: “not *today*”'],
  [{ outcome: 'expired' }, 'expired with 2 approvals (Ada and Grace)'],
  [{ outcome: 'expired', votes: [] }, 'expired, nobody had approved'],
  [{ outcome: 'withdrawn' }, 'withdrawn before it was decided'],
] as const)('%o is said in words', (over, words) => {
  expect(decisionWords({ ...decision, ...over, votes: [...('votes' in over ? [] : decision.votes)] })).toBe(
    words,
  );
});
