import type { z } from 'zod';
import type { Draft, DraftScope, Untrusted } from '../core/documents/drafts/draft.ts';
import type { Sha256 } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';
import type { DraftRequest } from './draft-document.ts';
import type { DraftingParts, Service } from './drafting.ts';
import type { Prompt } from './prompt.ts';

/** What came of asking a model. Both say why, for the people who read the document. */
export type Came =
  | { readonly kind: 'drafted'; readonly draft: Draft; readonly scope: DraftScope; readonly why: string }
  | { readonly kind: 'template'; readonly why: string };

/** One document on its way: what does not change between its attempts. */
export interface Run {
  readonly parts: DraftingParts;
  readonly service: Service;
  readonly prompt: Prompt;
  readonly request: DraftRequest;
  readonly scope: DraftScope;
  readonly untrusted: readonly Untrusted[];
  readonly schema: z.ZodType;
  readonly schemaHash: Sha256;
  /** For the model; what follows it has to be written down as well before the document is due. */
  readonly deadline: Instant;
}
