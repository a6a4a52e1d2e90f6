import type { PlaceName } from '../core/ids.ts';
import type { Reply } from '../core/reply.ts';
import type { Instant } from '../core/time.ts';

/** Something that a place delivered: a command, a click, a webhook. */
export interface Delivery {
  readonly place: PlaceName;
  /** The platform's own id of it: what is delivered twice has it twice. */
  readonly key: string;
  readonly at: Instant;
  readonly payload: unknown;
}

/** A delivery as it is kept until it is worked. */
export interface KeptDelivery extends Delivery {
  /** Its command was begun, by a process that may have died since. */
  readonly begun: boolean;
  /** What its command was answered; null before. */
  readonly reply: Reply | null;
  readonly attempts: number;
}

/** What came in from places; each delivery once, whoever of several bots receives it and however often. */
export interface Inbox {
  /** @returns false when it was taken before. It is `holder`'s for as long as that one is present. */
  take(delivery: Delivery, holder: string): Promise<boolean>;
  find(place: PlaceName, key: string): Promise<KeptDelivery | null>;
  /** Its command is about to run. @returns false when it was begun before: then it is somebody else's */
  begin(place: PlaceName, key: string): Promise<boolean>;
  replied(place: PlaceName, key: string, reply: Reply): Promise<void>;
  done(place: PlaceName, key: string): Promise<void>;
  /** It could not be finished: anybody may work it again from `at` on. */
  later(place: PlaceName, key: string, at: Instant): Promise<void>;
  /** Unfinished deliveries of these places whose time has come and whose holder is gone, the oldest first. */
  claim(
    holder: string,
    places: readonly PlaceName[],
    now: Instant,
    limit: number,
  ): Promise<readonly KeptDelivery[]>;
  /** Says that a holder is there; it counts as gone when that is not said again before `until`. */
  present(holder: string, now: Instant, until: Instant): Promise<void>;
  gone(holder: string): Promise<void>;
  /** Forgets what came before `before`. */
  forget(before: Instant): Promise<void>;
}
