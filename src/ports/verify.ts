import type { DocumentTree } from '../core/documents/tree.ts';
import type { Actor } from '../core/rollout/events.ts';
import type { Rollout } from '../core/rollout/state.ts';

export type VerifyResult =
  | {
      readonly kind: 'verified';
      readonly tree: DocumentTree;
      /** Null when a probe could not be told, or nothing ran, and none failed. */
      readonly passed: boolean | null;
    }
  /** The plan has nothing to find out; the document says how to change that. */
  | { readonly kind: 'nothing'; readonly tree: DocumentTree }
  /** Somebody else runs it now. */
  | { readonly kind: 'running' };

/**
 * Runs a rollout's verification script in the sandbox, writes down what it came to, and keeps the document. Moves
 * nothing and holds nothing up. Never throws for what the script does.
 * @param picked probes besides those that must be in it; null takes all that may be
 */
export type Verify = (rollout: Rollout, by: Actor, picked: readonly string[] | null) => Promise<VerifyResult>;
