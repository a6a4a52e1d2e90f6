import { excerpt } from './reading.ts';
import type { TextGate } from './text-gate.ts';

/** What took a rollout back is recorded and may be said; why it came to that is not. */
const cause =
  /\b(?:(?:is|are|was|were|been|being) caused by|caused (?:it|this|that|the (?!rollback\b))|(?:root |true |real |actual )?causes? (?:is|was|were|are|lies?|lay)(?! (?:not|un\w+|still|open)\b)|(?:is|are|was|were) the (?:root |true |real )?cause|to blame|blam(?:es?|ed|ing)|culprits?|at fault|(?:is|are|was|were) responsible for)\b/u;

/** Causes are guesses, and guesses stand where they are called so. */
export const causes: TextGate = {
  gate: 'hypotheses',
  objection: ({ folded, where }) => {
    const found = where === 'hypothesis' ? null : cause.exec(folded);
    return found === null
      ? null
      : `What may have been the cause stands under the hypotheses alone (${excerpt(found[0])}).`;
  },
};
