import { z } from 'zod';
import { Card } from './card/card.ts';
import { DocumentKind } from './documents/kinds.ts';
import { DocumentTree } from './documents/tree.ts';
import { RoleName, RolloutId } from './ids.ts';

/** `open`: it could not be found out, which is never a pass. */
export const Found = z.enum(['passed', 'failed', 'open']);
export type Found = z.infer<typeof Found>;

/** What a command answers, as data; each place renders it. A schema, because the terminal and the page parse it. */
export const Reply = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('refused'),
      code: z.string(),
      sentence: z.string(),
      /** Roles of which one was missing. */
      needs: z.array(RoleName).readonly().optional(),
    })
    .readonly(),
  z.object({ kind: z.literal('done'), sentence: z.string(), rollout: RolloutId.nullable() }).readonly(),
  z
    .object({
      kind: z.literal('cards'),
      sentence: z.string(),
      cards: z.array(Card).readonly(),
      /** Nothing of it is under way: a chat shows it in short, also when it is one. */
      past: z.literal(true).optional(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal('document'),
      tree: DocumentTree,
      /** Under what it is kept, when it is; `pdf` when it was asked for as a file to send and to print. */
      kept: z
        .object({ rollout: RolloutId, document: DocumentKind, part: z.string(), pdf: z.boolean() })
        .optional(),
      /** What was found out, where something was asked for that can fail: programs go by it. */
      found: Found.optional(),
    })
    .readonly(),
]);
export type Reply = z.infer<typeof Reply>;
