import type { Changed } from '../core/risk/assess.ts';
import type { Instant } from '../core/time.ts';

/** What is released, and from what: versions as people name them, or commits. */
export interface AskedChange {
  /** `owner/name` */
  readonly repository: string;
  /** Null when it does not matter what changes. */
  readonly from: string | null;
  readonly to: string;
}

export interface FoundChange {
  /** Full SHA of what is released; null when nobody can tell. */
  readonly commit: string | null;
  /** When that commit was made or merged. */
  readonly committedAt: Instant | null;
  readonly changed: Changed;
  /** The repository has nothing of the name of `from`, so that nothing can be compared with it. */
  readonly fromUnknown: boolean;
}

/** Never throws, and answers within a few seconds; what is not known then is said to be missing. */
export type FindChange = (asked: AskedChange) => Promise<FoundChange>;
