import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Source } from '../../../core/rollout/plan.ts';
import type { Millis } from '../../../core/time.ts';
import type { ChangeDescription, DescribeChange } from '../../../ports/change-description.ts';
import type { GithubCalls, RepositoryCall } from '../../../ports/github-calls.ts';
import type { Log } from '../../../ports/log.ts';

const Pull = z.object({ title: z.string(), body: z.string().nullable() });
const Commit = z.object({ commit: z.object({ message: z.string() }) });

/** A document does not wait longer for what people wrote. */
const patience: Millis = 5000;
const mostCommits = 100;

/** @param client null for a repository that no App is in charge of */
export function createDescribeChange(
  clientOf: (repository: string) => GithubCalls | null,
  log: Log,
  timeout: Millis = patience,
): DescribeChange {
  return async (source) => {
    const client = clientOf(source.repository);
    if (client === null) return null;
    const stop = new AbortController();
    const late = sleep(timeout, null, { signal: stop.signal, ref: false }).catch(() => null);
    try {
      return await Promise.race([read(client, source), late]);
    } catch (error) {
      log.warn({ err: error, repository: source.repository, commit: source.commit }, unknown);
      return null;
    } finally {
      stop.abort();
    }
  };
}

const unknown = 'what people wrote about a change could not be read; documents go without it';

function read(client: GithubCalls, { repository, commit, pull }: Source): Promise<ChangeDescription> {
  const name = pull === null ? `${repository}@${commit.slice(0, 7)}` : `${repository}#${pull}`;
  return client.inRepository(repository, `to read what ${name} is about`, (call) =>
    pull === null ? fromCommit(call, commit) : fromPull(call, pull),
  );
}

async function fromPull(
  { octokit, owner, repo }: RepositoryCall,
  number: number,
): Promise<ChangeDescription> {
  const asked = { owner, repo, pull_number: number };
  const [pull, commits] = await Promise.all([
    octokit.rest.pulls.get(asked),
    octokit.rest.pulls.listCommits({ ...asked, per_page: mostCommits }),
  ]);
  const { title, body } = Pull.parse(pull.data);
  const messages = z.array(Commit).parse(commits.data);
  return { title, body, commits: messages.map(({ commit }) => commit.message) };
}

async function fromCommit({ octokit, owner, repo }: RepositoryCall, ref: string): Promise<ChangeDescription> {
  const { data } = await octokit.rest.repos.getCommit({ owner, repo, ref });
  return { title: null, body: null, commits: [Commit.parse(data).commit.message] };
}
