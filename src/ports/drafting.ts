import type { DraftAttempt } from '../core/documents/drafts/attempt.ts';
import type { Draft } from '../core/documents/drafts/draft.ts';
import type { PersonId, RolloutId, Sha256 } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';

/** Every attempt at a draft, in the audited log; each subject (a rollout, a migration, a question) is a stream of its own. */
export interface DraftAudit {
  record(subject: string, attempt: DraftAttempt, at: Instant): Promise<void>;
  /** Oldest first. */
  of(subject: string): Promise<readonly DraftAttempt[]>;
}

/** Who pays: what is capped. US dollars. */
export interface Purse {
  readonly rollout: RolloutId | null;
  readonly person: PersonId | null;
  readonly caps: { readonly rollout: number; readonly person: number; readonly day: number };
}

export type Reserved =
  | { readonly kind: 'reserved'; readonly id: number }
  /** Nothing was reserved: this cap would be passed. `spent` is what counts against it already. */
  | { readonly kind: 'capped'; readonly cap: 'rollout' | 'person' | 'day'; readonly spent: number };

/** What models have cost. Days are UTC. Reservations that nobody settles count in full. */
export interface Spending {
  /** In one transaction, so that two workers cannot spend the same dollar. */
  reserve(purse: Purse, dollars: number, now: Instant): Promise<Reserved>;
  settle(id: number, dollars: number): Promise<void>;
}

/** Accepted drafts by what they were made from, so that the same question is not paid for twice. */
export interface DraftCache {
  get(key: Sha256): Promise<Draft | null>;
  put(key: Sha256, draft: Draft, at: Instant): Promise<void>;
}
