import type { PersonId, PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import type { Posts } from '../../../ports/posts.ts';
import type { Turn } from '../pace.ts';
import type { AskDiscord } from './rest.ts';

/** What everything that speaks on a Discord place needs. */
export interface DiscordParts {
  readonly name: PlaceName;
  /** The server's id. */
  readonly guild: string;
  /** Where cards are posted. */
  readonly channel: string;
  readonly ask: AskDiscord;
  readonly posts: Posts;
  readonly turn: Turn;
  readonly clock: () => Instant;
  /** The person's Discord user id; null for who has none in belay.yml. */
  readonly accountOf: (person: PersonId) => string | null;
  /** Address of the rollout's live page; null when nobody knows it. */
  readonly linkOf: (rollout: RolloutId) => string | null;
}
