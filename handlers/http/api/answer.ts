import { z } from 'zod';
import type { Reply } from '../../../src/core/reply.ts';

/** What every command answers. A schema, because the description of the API is made from it. */
export const Answer = z
  .object({
    kind: z.enum(['done', 'refused', 'cards', 'document']).describe('What became of it.'),
    code: z.string().nullable().describe('Why it was refused, for programs; null when it was not.'),
    sentence: z.string().describe('The same for people.'),
    rollout: z.string().nullable().describe('The rollout that it was about.'),
    cards: z
      .array(z.looseObject({ rollout: z.string() }))
      .optional()
      .describe('Rollouts as they stand.'),
    document: z
      .looseObject({ title: z.string() })
      .optional()
      .describe('A document in blocks: text, tables, lists.'),
    found: z
      .enum(['passed', 'failed', 'open'])
      .optional()
      .describe('Of what can fail: whether it did; `open` could not be found out.'),
  })
  .describe('The answer of a command.');
export type Answer = z.infer<typeof Answer>;

export function answerOf(reply: Reply): Answer {
  const { kind } = reply;
  switch (reply.kind) {
    case 'refused':
      return { kind, code: reply.code, sentence: reply.sentence, rollout: null };
    case 'done':
      return { kind, code: null, sentence: reply.sentence, rollout: reply.rollout };
    case 'cards': {
      const [only, ...others] = reply.cards;
      const rollout = only !== undefined && others.length === 0 ? only.rollout : null;
      return { kind, code: null, sentence: reply.sentence, rollout, cards: [...reply.cards] };
    }
    case 'document': {
      const { tree, kept, found } = reply;
      const rest = found === undefined ? {} : { found };
      return {
        kind,
        code: null,
        sentence: tree.summary,
        rollout: kept?.rollout ?? null,
        document: tree,
        ...rest,
      };
    }
  }
}
