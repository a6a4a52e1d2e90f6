import type { Card } from './card/card.ts';
import type { DocumentTree } from './documents/tree.ts';
import type { RolloutId } from './ids.ts';
import type { Refusal } from './refusal.ts';

/** What a command answers, as data; each place renders it. */
export type Reply =
  | Refusal
  | { readonly kind: 'done'; readonly sentence: string; readonly rollout: RolloutId | null }
  | { readonly kind: 'cards'; readonly sentence: string; readonly cards: readonly Card[] }
  | { readonly kind: 'document'; readonly tree: DocumentTree };
