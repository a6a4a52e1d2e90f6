import type { PlaceName, RolloutId } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';

/** What of ours hangs on a place that somebody else hosts. */
export interface Post {
  readonly place: PlaceName;
  readonly key: string;
  readonly rollout: RolloutId;
  /** The place's own id of it; null from before it is sent until the answer: look there before sending it again. */
  readonly ref: string | null;
  /** Digest of what it shows, as its adapter makes it; empty when nothing is known. */
  readonly shown: string;
  /** When it was last sent or edited. */
  readonly at: Instant;
}

export interface Posts {
  get(place: PlaceName, key: string): Promise<Post | null>;
  save(post: Post): Promise<void>;
  /** Whose message that is; null for a message that is none of ours. */
  find(place: PlaceName, ref: string): Promise<Post | null>;
  /** All of a rollout, the first first. */
  of(place: PlaceName, rollout: RolloutId): Promise<readonly Post[]>;
  remove(place: PlaceName, key: string): Promise<void>;
}
