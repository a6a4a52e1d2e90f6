import { z } from 'zod';
import type { GithubCalls } from '../../src/ports/github-calls.ts';
import type { Heard } from './heard.ts';

const Side = z.object({ sha: z.string(), repo: z.object({ id: z.number().int() }).nullable() });
const Answer = z.object({
  number: z.number().int().positive(),
  state: z.string(),
  merged: z.boolean(),
  merge_commit_sha: z.string().nullable(),
  updated_at: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  head: Side,
  base: Side,
});

/** A pull request as it is now. */
export interface Pull {
  readonly number: number;
  /** What would be released: its head, or what it became by the merge. */
  readonly commit: string;
  readonly head: string;
  readonly merged: boolean;
  readonly fork: boolean;
  /** The last time anything happened to it: a push, a comment. */
  readonly updatedAt: number;
}

export function getPull(client: GithubCalls, { name }: Heard['repository'], number: number): Promise<Pull> {
  return client.inRepository(name, `to read ${name}#${number}`, async ({ octokit, owner, repo }) => {
    const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number: number });
    const { head, base, merged, merge_commit_sha, updated_at } = Answer.parse(data);
    return {
      number,
      commit: merged && merge_commit_sha !== null ? merge_commit_sha : head.sha,
      head: head.sha,
      merged,
      // A fork that is gone has no repository any more.
      fork: head.repo === null || head.repo.id !== base.repo?.id,
      updatedAt: updated_at,
    };
  });
}

const File = z.object({ filename: z.string(), previous_filename: z.string().optional() });

/** Every file that a pull request changes, where it was and where it is; GitHub lists 3000 at most. */
export function changedFiles(
  client: GithubCalls,
  { name }: Heard['repository'],
  number: number,
): Promise<readonly string[]> {
  const doing = `which files ${name}#${number} changes`;
  return client.inRepository(name, doing, async ({ octokit, owner, repo }) => {
    const asked = { owner, repo, pull_number: number, per_page: 100 };
    const files = await octokit.paginate(octokit.rest.pulls.listFiles, asked);
    const names = files.map((file) => File.parse(file));
    return [...new Set(names.flatMap((one) => [one.filename, one.previous_filename ?? []].flat()))];
  });
}
