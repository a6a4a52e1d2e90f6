import { z } from 'zod';
import { renderMarkdownBody } from '../../../core/documents/render-markdown.ts';
import type { DocumentTree } from '../../../core/documents/tree.ts';
import type { PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Instant } from '../../../core/time.ts';
import type { GithubCalls } from '../../../ports/github-calls.ts';
import type { Posts } from '../../../ports/posts.ts';
import { marker } from '../../../render/github/marker.ts';
import type { Turn } from '../pace.ts';
import { isOwn, Written } from './own.ts';
import { threadText } from './thread.ts';

interface TicketParts {
  readonly name: PlaceName;
  readonly repository: string;
  readonly labels: readonly string[];
  readonly linkOf: (rollout: RolloutId) => string | null;
  readonly client: GithubCalls;
  readonly posts: Posts;
  readonly turn: Turn;
  readonly clock: () => Instant;
}

const Issue = Written.extend({ number: z.number().int() });

/** GitHub takes 65,536 characters, and 256 in a title. */
const longestBody = 60_000;
const longestTitle = 200;
const clockSlack = 600_000;

/** Opens an issue, once by its key: one that was opened and not noted is found again by its marker. */
export async function openTicket(
  parts: TicketParts,
  key: string,
  rollout: RolloutId,
  tree: DocumentTree,
): Promise<string> {
  const { name, repository, posts, clock } = parts;
  const post = await posts.get(name, key);
  if (post !== null && post.ref !== null) return post.ref;
  const lost = post === null ? null : await findLost(parts, key, post.at);
  const keep = (ref: string | null, at: Instant) =>
    posts.save({ place: name, key, rollout, ref, shown: '', at });
  if (post === null) await keep(null, clock());
  const ref = threadText({ repository, number: lost ?? (await create(parts, key, rollout, tree)) });
  await keep(ref, post?.at ?? clock());
  return ref;
}

async function create(
  parts: TicketParts,
  key: string,
  rollout: RolloutId,
  tree: DocumentTree,
): Promise<number> {
  const { repository, labels, client, linkOf, turn } = parts;
  const link = linkOf(rollout);
  const about = link === null ? '' : `\n[The rollout's card](${link})\n`;
  const body = `${marker(key)}\n${renderMarkdownBody(tree, 2).slice(0, longestBody)}${about}`;
  await turn('create');
  return client.inRepository(
    repository,
    `to open an issue in ${repository}`,
    async ({ octokit, owner, repo }) => {
      const { data } = await octokit.rest.issues.create({
        owner,
        repo,
        title: [...tree.title].slice(0, longestTitle).join(''),
        body,
        labels: [...labels],
      });
      return Issue.parse(data).number;
    },
  );
}

async function findLost(
  { repository, client }: TicketParts,
  key: string,
  at: Instant,
): Promise<number | null> {
  const since = new Date(Math.max(0, at - clockSlack)).toISOString();
  return client.inRepository(
    repository,
    `to list the issues of ${repository}`,
    async ({ octokit, owner, repo }) => {
      const asked = { owner, repo, state: 'all', since, per_page: 100 } as const;
      for await (const { data } of octokit.paginate.iterator(octokit.rest.issues.listForRepo, asked)) {
        const own = data.map((one) => Issue.parse(one)).find((one) => isOwn(one, client.appId, key));
        if (own !== undefined) return own.number;
      }
      return null;
    },
  );
}
