import type { Card } from '../core/card/card.ts';
import type { DocumentTree } from '../core/documents/tree.ts';
import type { PlaceName, RolloutId } from '../core/ids.ts';

/** Where people read about rollouts. Every call is idempotent by `key`: the same key again edits, it never repeats. */
export interface Place {
  readonly name: PlaceName;
  /** The rollout's one live message: posted once, then edited. */
  card(key: string, card: Card): Promise<void>;
  /** A line in the rollout's thread. */
  line(key: string, rollout: RolloutId, text: string): Promise<void>;
  document(key: string, rollout: RolloutId, tree: DocumentTree): Promise<void>;
}
