import { z } from 'zod';
import type { Card } from '../../../core/card/card.ts';
import type { PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import type { GithubCalls } from '../../../ports/github-calls.ts';
import type { Log } from '../../../ports/log.ts';
import type { Posts } from '../../../ports/posts.ts';
import { isGone, isUnprocessable } from './translate.ts';

export interface CommitParts {
  readonly name: PlaceName;
  readonly client: GithubCalls;
  readonly posts: Posts;
  readonly clock: () => Instant;
  readonly log: Log;
}

const Commit = z.object({ sha: z.string() });

/** Said of a version that the repository knows nothing of. */
const none = 'none';

/**
 * The commit that is released; null when the version is no ref of the repository. Looked up once for each rollout.
 * @param key what is known is kept under it
 */
export async function commitOf(
  parts: CommitParts,
  card: Card,
  repository: string,
  key: string,
): Promise<string | null> {
  const { source, rollout, version } = card;
  if (source !== null && sameRepository(source.repository, repository)) return source.commit;
  const kept = await parts.posts.get(parts.name, key);
  if (kept?.ref != null) return kept.ref === none ? null : kept.ref;
  const sha = await lookUp(parts.client, repository, version);
  if (sha === null) {
    const about = { place: parts.name, rollout, version, repository };
    parts.log.info(
      about,
      'the version is no ref of the repository: it gets no deployment and no check there',
    );
  }
  await keep(parts, rollout, key, sha ?? none);
  return sha;
}

/** GitHub takes names in any case. */
export function sameRepository(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

async function lookUp(client: GithubCalls, repository: string, ref: string): Promise<string | null> {
  const doing = `to say which commit ${ref} of ${repository} is`;
  return client.inRepository(repository, doing, async ({ octokit, owner, repo }) => {
    try {
      const { data } = await octokit.rest.repos.getCommit({ owner, repo, ref });
      return Commit.parse(data).sha;
    } catch (error) {
      if (isGone(error) || isUnprocessable(error)) return null;
      throw error;
    }
  });
}

async function keep({ posts, name, clock }: CommitParts, rollout: RolloutId, key: string, ref: string) {
  await posts.save({ place: name, key, rollout, ref, shown: '', at: clock() });
}
