import type { DocumentKind } from '../core/documents/kinds.ts';
import type { DocumentTree } from '../core/documents/tree.ts';
import type { RolloutId } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';

/** One document of a rollout. */
export interface DocumentKey {
  readonly rollout: RolloutId;
  readonly document: DocumentKind;
  /** Tells several of one kind apart: `gate-2`, `stage-1`; empty where there is one. */
  readonly part: string;
}

export interface StoredDocument extends DocumentKey {
  readonly tree: DocumentTree;
  readonly at: Instant;
}

/** Documents as they were drafted. The same key again replaces the document. */
export interface Documents {
  save(document: StoredDocument): Promise<void>;
  get(key: DocumentKey): Promise<StoredDocument | null>;
  /** All of a rollout, the oldest first. */
  of(rollout: RolloutId): Promise<readonly StoredDocument[]>;
}
