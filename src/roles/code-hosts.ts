import { createReadGithubCi } from '../adapters/place/github/commit-checks.ts';
import { createDescribeChange } from '../adapters/place/github/describe-change.ts';
import { createFindChange } from '../adapters/place/github/find-change.ts';
import { createGithubRepositories } from '../adapters/place/github/repository.ts';
import type { Repositories } from '../ports/repository.ts';
import { githubInCharge } from './github-in-charge.ts';
import type { Places } from './places.ts';
import type { Wiring } from './wiring.ts';

/** Where code stands, what a release changes in it, and what is said about its commits. */
export function openCodeHosts({ config, log }: Pick<Wiring, 'config' | 'log'>, places: Places) {
  const inCharge = githubInCharge(config, places);
  return {
    describeChange: createDescribeChange(inCharge, log),
    findChange: createFindChange(inCharge, log),
    readCi: createReadGithubCi(inCharge, log),
    repositoriesOf: (repository: string): Repositories | null => {
      const client = inCharge(repository);
      return client === null ? null : createGithubRepositories(client);
    },
  };
}

export type CodeHosts = ReturnType<typeof openCodeHosts>;
