import { z } from 'zod';
import type { GithubCalls } from '../../src/ports/github-calls.ts';
import type { Heard } from './heard.ts';

const Repository = z.object({ id: z.number().int() });

/** Which repositories Belay has known by their names: names can be given up and taken by others. */
export interface RepositoryIds {
  /** Asks GitHub when it has not been asked before, and goes by that answer from then on. */
  isTheSame(repository: Heard['repository']): Promise<boolean>;
  /** Asks nobody: false as well while GitHub has not said. */
  isKnownOther(repository: Heard['repository']): boolean;
  /** Asks for what is not known yet. @throws Failure when GitHub did not say all of it */
  learn(names: readonly string[]): Promise<void>;
}

export function createRepositoryIds(client: GithubCalls): RepositoryIds {
  const known = new Map<string, number>();

  async function expected(name: string): Promise<number> {
    const id = known.get(name) ?? (await idOf(client, name));
    known.set(name, id);
    return id;
  }

  return {
    isTheSame: async ({ id, name }) => id === (await expected(name)),
    isKnownOther: ({ id, name }) => known.has(name) && known.get(name) !== id,
    async learn(names) {
      const asked = await Promise.allSettled(names.map(expected));
      const failed = asked.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
  };
}

function idOf(client: GithubCalls, name: string): Promise<number> {
  return client.inRepository(name, `to read ${name}`, async ({ octokit, owner, repo }) => {
    const { data } = await octokit.rest.repos.get({ owner, repo });
    return Repository.parse(data).id;
  });
}
