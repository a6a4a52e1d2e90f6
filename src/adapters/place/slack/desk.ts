import type { WebClient } from '@slack/web-api';
import type { PlaceName } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import type { Log } from '../../../ports/log.ts';
import type { Posts } from '../../../ports/posts.ts';
import type { Turn } from '../pace.ts';

/** What every part of this adapter works with. */
export interface SlackDesk {
  readonly name: PlaceName;
  readonly channel: string;
  readonly client: WebClient;
  readonly posts: Posts;
  /** The address of a rollout's live page; null where nobody said it. */
  readonly linkOf: (rollout: string) => string | null;
  /** Before each new message, by its channel. */
  readonly turnToPost: Turn;
  readonly clock: () => Instant;
  readonly log: Log;
}
