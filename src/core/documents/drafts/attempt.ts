import { z } from 'zod';
import { Sha256 } from '../../ids.ts';
import { DocumentKind } from '../kinds.ts';

/** One attempt at having a model draft a document, as the audit keeps it. No text of the draft stands in it. */
export const DraftAttempt = z.object({
  kind: z.literal('draft-attempted'),
  document: DocumentKind,
  part: z.string(),
  /** 1, or 2 for the repair. */
  attempt: z.number().int().positive(),
  prompt: z.object({ id: z.string(), version: z.number().int(), hash: Sha256 }),
  schemaHash: Sha256,
  factsHash: Sha256,
  /** Null when no model was asked: the result came from the cache, or there was a reason not to ask. */
  asked: z.string().nullable(),
  served: z.string().nullable(),
  requestId: z.string().nullable(),
  stopReason: z.string().nullable(),
  usage: z
    .object({
      inputTokens: z.number().int().nonnegative(),
      outputTokens: z.number().int().nonnegative(),
      cacheReadTokens: z.number().int().nonnegative(),
      cacheWriteTokens: z.number().int().nonnegative(),
    })
    .nullable(),
  /** US dollars; null when nothing was asked. */
  cost: z.number().nonnegative().nullable(),
  /** Gates that objected; empty when the draft passed. */
  objections: z.array(z.string()),
  /** Why it did not come to a draft, for people; null when it did. */
  failure: z.string().nullable(),
});
export type DraftAttempt = z.infer<typeof DraftAttempt>;
