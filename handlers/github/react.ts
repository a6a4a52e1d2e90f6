import type { GithubCalls } from '../../src/ports/github-calls.ts';
import type { Log } from '../../src/ports/log.ts';
import type { HeardOf } from './heard.ts';

type Reaction = 'eyes' | '+1' | 'rocket';

/** A sign at the comment. Never throws: nothing depends on it. */
export async function react(
  { client, log }: { readonly client: GithubCalls; readonly log: Log },
  { repository: { name }, number, comment }: HeardOf<'comment'>,
  content: Reaction,
): Promise<void> {
  const doing = `to react to a comment in ${name}#${number}`;
  try {
    await client.inRepository(name, doing, ({ octokit, owner, repo }) =>
      octokit.rest.reactions.createForIssueComment({ owner, repo, comment_id: comment, content }),
    );
  } catch (error) {
    log.warn({ err: error, repository: name, comment }, 'a comment got no reaction');
  }
}
