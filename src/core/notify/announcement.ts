import type { DocumentKind } from '../documents/kinds.ts';
import type { PlaceName, RolloutId } from '../ids.ts';
import type { ToldNotice } from '../notices/told-notice.ts';
import type { Page } from './page.ts';

/** Something to be said on a place; written with the events, delivered afterwards. */
export type OutboxItem =
  /** Render the rollout's card on the place; newest state wins, so one pending row per rollout and place is enough. */
  | { readonly kind: 'card'; readonly rollout: RolloutId; readonly place: PlaceName }
  /** Say one line in the rollout's thread. */
  | { readonly kind: 'line'; readonly rollout: RolloutId; readonly place: PlaceName; readonly text: string }
  /** Tell customers; a place where people talk shows it as a line. */
  | {
      readonly kind: 'notice';
      readonly rollout: RolloutId;
      readonly place: PlaceName;
      readonly notice: ToldNotice;
    }
  /** Call whoever is on call, or say that the call is over; a place where people talk shows it as a line. */
  | (Page & { readonly kind: 'page'; readonly rollout: RolloutId; readonly place: PlaceName })
  /** Take the steps that a rollback has besides moving traffic. */
  | { readonly kind: 'procedure'; readonly rollout: RolloutId }
  /** Draft a document and keep it; afterwards every place of the rollout gets it. */
  | (DocumentKeyOf & { readonly kind: 'draft' })
  /** Show a document that is kept in the rollout's thread. */
  | (DocumentKeyOf & { readonly kind: 'document'; readonly place: PlaceName });

interface DocumentKeyOf {
  readonly rollout: RolloutId;
  readonly document: DocumentKind;
  /** Tells several of one kind apart: `gate-2`; empty where there is one. */
  readonly part: string;
}

export interface Announcement {
  readonly key: string;
  readonly item: OutboxItem;
}
