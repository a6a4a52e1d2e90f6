import type { Config, GithubPlace } from '../../src/config/config.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Origin } from '../../src/core/rollout/origin.ts';
import type { Instant } from '../../src/core/time.ts';
import type { GithubCalls } from '../../src/ports/github-calls.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Protect } from '../../src/ports/protection.ts';
import type { ApprovalOf } from '../../src/render/github/approval-key.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { RepositoryIds } from './repository-ids.ts';
import type { FindThreadRollouts } from './thread-rollouts.ts';

/** What working a webhook needs. */
export interface WorkParts {
  readonly place: Pick<GithubPlace, 'name' | 'forks' | 'repositories' | 'mentions'>;
  readonly config: Pick<Config, 'people' | 'repositories'>;
  readonly specs: readonly CommandSpec[];
  readonly client: GithubCalls;
  readonly ids: RepositoryIds;
  /** By repository: how many answers people get there whom belay.yml does not know. */
  readonly limitStrangers: RateLimit;
  readonly protect: Protect;
  readonly threadRollouts: FindThreadRollouts;
  /** False while the store is known not to answer. */
  readonly storeAnswers: () => boolean;
  /** Where a rollout was asked for: its card hangs there. */
  readonly originOf: (rollout: RolloutId) => Promise<Origin | null>;
  /** Which request for approval that issue was opened for; null for any other thread. */
  readonly requestIn: (thread: string) => Promise<ApprovalOf | null>;
  /** Address of a rollout's live page; null when nobody knows it. */
  readonly linkOf: (rollout: string) => string | null;
  readonly clock: () => Instant;
  readonly log: Log;
}
