import type { Choice, DraftScope, Untrusted } from '../core/documents/drafts/draft.ts';
import type { DocumentKind } from '../core/documents/kinds.ts';
import type { DocumentTree } from '../core/documents/tree.ts';
import type { PersonId, RolloutId } from '../core/ids.ts';

/** A document that is to be written, with everything that may stand in it. */
export interface DraftRequest {
  readonly document: DocumentKind;
  /** Tells several of one kind apart: `gate-2`; empty where there is one. */
  readonly part: string;
  /** Stream of the audit: the rollout's id, `migration/shop/v1.2.0/v2.0.0`, `question/<person>`. */
  readonly subject: string;
  /** The document as code writes it: complete by itself, and what people get when no model drafts. */
  readonly base: DocumentTree;
  readonly scope: DraftScope;
  readonly untrusted: readonly Untrusted[];
  /** Who pays. */
  readonly rollout: RolloutId | null;
  readonly person: PersonId | null;
}

export interface Drafted {
  /** The base, with the model's sections in it when a draft passed every gate; says who drafted it and why. */
  readonly tree: DocumentTree;
  /** What the model picked of the choices; null when no model drafted, and code chooses. */
  readonly choices: readonly Choice[] | null;
}

/** Never throws, and always answers before the prompt's deadline. */
export type DraftDocument = (request: DraftRequest) => Promise<Drafted>;
