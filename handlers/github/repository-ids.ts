import { z } from 'zod';
import type { GithubCalls } from './github-calls.ts';
import type { Heard } from './heard.ts';

const Repository = z.object({ id: z.number().int() });

/** Whether it is the repository that Belay has known by this name: names can be given up and taken by others. */
export type IsTheSame = (repository: Heard['repository']) => Promise<boolean>;

/** Asks once for each name, and goes by that answer from then on. */
export function createRepositoryIds(client: GithubCalls): IsTheSame {
  const known = new Map<string, number>();
  return async ({ id, name }) => {
    const expected = known.get(name) ?? (await idOf(client, name));
    known.set(name, expected);
    return id === expected;
  };
}

function idOf(client: GithubCalls, name: string): Promise<number> {
  return client.inRepository(name, `to read ${name}`, async ({ octokit, owner, repo }) => {
    const { data } = await octokit.rest.repos.get({ owner, repo });
    return Repository.parse(data).id;
  });
}
