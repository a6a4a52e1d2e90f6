import type { Draft, DraftScope, Objection } from '../core/documents/drafts/draft.ts';
import type { DocumentTree } from '../core/documents/tree.ts';
import type { Instant, Millis } from '../core/time.ts';
import type { DraftAudit, DraftCache, Purse, Spending } from '../ports/drafting.ts';
import type { Log } from '../ports/log.ts';
import type { Model, ModelTier } from '../ports/model.ts';
import type { Prices } from './cost.ts';
import type { Prompts } from './prompts.ts';

/** A model with what it may cost and how long it may take. */
export interface Service {
  readonly model: Model;
  readonly prices: Readonly<Record<ModelTier, Prices>>;
  readonly caps: Purse['caps'];
  /** The most that one document may take; null leaves it to its prompt. */
  readonly timeout: Millis | null;
}

/** What decides on a draft. All of it is code. */
export interface Gatekeeping {
  readonly check: (
    value: unknown,
    scope: DraftScope,
  ) =>
    | { readonly kind: 'sound'; readonly draft: Draft }
    | { readonly kind: 'unsound'; readonly objections: readonly Objection[] };
  readonly compose: (base: DocumentTree, draft: Draft, scope: DraftScope, draftedWhy: string) => DocumentTree;
}

export interface DraftingParts extends Gatekeeping {
  /** Null when belay.yml names no model. */
  readonly service: Service | null;
  readonly prompts: Prompts;
  readonly spending: Spending;
  readonly cache: DraftCache;
  readonly audit: DraftAudit;
  readonly clock: () => Instant;
  readonly log: Log;
}
