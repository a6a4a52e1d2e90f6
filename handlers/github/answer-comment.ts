import { z } from 'zod';
import type { GithubCalls, RepositoryCall } from '../../src/ports/github-calls.ts';
import { markedKey } from '../../src/render/github/marker.ts';
import type { Heard } from './heard.ts';

const Comment = z.object({
  id: z.number().int(),
  body: z.string().nullish(),
  performed_via_github_app: z.object({ id: z.number() }).nullish(),
  user: z.object({ type: z.string() }).nullish(),
});

/** Clocks differ: an answer is looked for from so long before what it answers. */
const clockSlack = 600_000;

export interface WantedAnswer {
  readonly repository: Heard['repository'];
  /** Of the issue or pull request. */
  readonly number: number;
  /** When what it answers was said. */
  readonly since: number;
  /** Each begins with the marker of its key; more than one only when a document is long. */
  readonly bodies: readonly string[];
}

/**
 * Writes the answer once: what was written before, by this process or another one that died, or whose answer was lost,
 * is edited instead.
 */
export async function answerComment(client: GithubCalls, wanted: WantedAnswer): Promise<void> {
  const { repository, number, bodies } = wanted;
  const doing = `to comment in ${repository.name}#${number}`;
  await client.inRepository(repository.name, doing, async (call) => {
    const written = await ownComments(call, client.appId, wanted);
    for (const body of bodies) {
      const found = written.find((one) => markedKey(one.body ?? '') === markedKey(body));
      if (found === undefined) await write(call, number, body);
      else if (found.body !== body) await edit(call, found.id, body);
    }
  });
}

async function write({ octokit, owner, repo }: RepositoryCall, number: number, body: string): Promise<void> {
  await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body });
}

async function edit({ octokit, owner, repo }: RepositoryCall, id: number, body: string): Promise<void> {
  await octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body });
}

async function ownComments(
  { octokit, owner, repo }: RepositoryCall,
  appId: number,
  { number, since }: WantedAnswer,
): Promise<readonly z.infer<typeof Comment>[]> {
  const from = new Date(Math.max(0, since - clockSlack)).toISOString();
  const asked = { owner, repo, issue_number: number, since: from, per_page: 100 };
  const all = await octokit.paginate(octokit.rest.issues.listComments, asked);
  return all
    .map((one) => Comment.parse(one))
    .filter(({ performed_via_github_app: app, user }) =>
      // Where GitHub does not name the app, the marker of a bot has to do; people can write markers too.
      app == null ? user?.type === 'Bot' : app.id === appId,
    );
}
