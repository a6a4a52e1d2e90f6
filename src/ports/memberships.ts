import type { RoleSource } from '../core/access/role-source.ts';
import type { Instant } from '../core/time.ts';

/** An account that a group or a schedule has now. */
export interface Member {
  /** The platform's immutable id, as it stands in belay.yml. */
  readonly account: string;
  /** When it will not any more, as far as the platform says; null when it does not say. */
  readonly until: Instant | null;
}

/** Who is in groups that others keep. */
export interface Memberships {
  /**
   * Asks now, and gives up after two seconds.
   * @param accounts those that matter; a platform that is asked for each of them alone is asked for no other
   * @throws Failure membership-unknown, with a sentence that says why and what to do
   */
  among(source: RoleSource, accounts: readonly string[]): Promise<readonly Member[]>;
}
