import type { WorkDelivery } from '../hear/hear.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { type CatchUpParts, catchUp } from './catch-up.ts';
import { createListener, type GithubListener, type ListenParts } from './listen.ts';
import { createRepositoryIds } from './repository-ids.ts';
import { createThreadRollouts, type ThreadRolloutsParts } from './thread-rollouts.ts';
import { createWork } from './work.ts';
import type { WorkParts } from './work-parts.ts';

export type GithubParts = ListenParts &
  CatchUpParts &
  ThreadRolloutsParts &
  Omit<WorkParts, 'ids' | 'limitStrangers' | 'threadRollouts'>;

/** What arrives from GitHub at one place. */
export interface GithubHandler {
  /** For `POST /places/NAME`, with the body as it came. */
  readonly listen: GithubListener;
  /** For the inbox. */
  readonly work: WorkDelivery;
  /** On start: what could not be delivered meanwhile. @throws Failure when GitHub cannot be asked */
  readonly catchUp: () => Promise<number>;
  /** On start: which repositories they are, so that nobody has to wait for that. @throws Failure likewise */
  readonly learn: () => Promise<void>;
}

export function openGithubHandler(parts: GithubParts): GithubHandler {
  const ids = createRepositoryIds(parts.client);
  const threadRollouts = createThreadRollouts(parts);
  const limitStrangers = createRateLimit(10, 3_600_000, parts.clock);
  return {
    listen: createListener(parts),
    work: createWork({ ...parts, ids, limitStrangers, threadRollouts }),
    catchUp: () => catchUp(parts),
    learn: () => ids.learn(parts.place.repositories),
  };
}
