import type { FastifyInstance } from 'fastify';
import { notFound } from '../github-error.ts';
import { pageOf } from '../pages.ts';
import type { Pull, Repository } from '../repository.ts';
import { pullJson } from '../repository-json.ts';
import { numberOf, type Routing } from '../routing.ts';

/** However many a pull request changes, no more are listed. */
const longestList = 3000;

export function pullRoutes(server: FastifyInstance, { allow }: Routing): void {
  server.get('/repos/:owner/:repo/pulls/:number', async (request) => {
    const repository = allow(request, ['pull_requests', 'read']);
    return pullJson(repository, findPull(repository, numberOf(request, 'number')));
  });
  server.get('/repos/:owner/:repo/pulls/:number/files', async (request, reply) => {
    const repository = allow(request, ['pull_requests', 'read']);
    const { files } = findPull(repository, numberOf(request, 'number'));
    return pageOf(files.slice(0, longestList), request, reply).map((filename) => ({
      sha: 'a'.repeat(40),
      filename,
      status: 'modified',
      additions: 1,
      deletions: 1,
      changes: 2,
    }));
  });
}

function findPull(repository: Repository, number: number): Pull {
  const pull = repository.pulls.get(number);
  if (pull === undefined) throw notFound();
  return pull;
}
