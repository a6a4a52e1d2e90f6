import { z } from 'zod';
import { Card } from '../../src/core/card/card.ts';
import { DocumentTree } from '../../src/core/documents/tree.ts';
import { RolloutId } from '../../src/core/ids.ts';
import type { Reply as CoreReply } from '../../src/core/reply.ts';

/** What the server answers to a command. */
export const Reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('refused'), code: z.string(), sentence: z.string() }),
  z.object({ kind: z.literal('done'), sentence: z.string(), rollout: RolloutId.nullable() }),
  z.object({ kind: z.literal('cards'), sentence: z.string(), cards: z.array(Card) }),
  z.object({ kind: z.literal('document'), tree: DocumentTree }),
]) satisfies z.ZodType<CoreReply>;

/** Recent rollouts, the newest first. */
export const RolloutList = z.object({ rollouts: z.array(Card) });

/** One rollout; the terminal shows its card alone. */
export const RolloutView = z.object({ card: Card });

/** How the server explains an answer that is no success. */
export const Trouble = z.object({ sentence: z.string() });
