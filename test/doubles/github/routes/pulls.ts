import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { invalid, notFound } from '../github-error.ts';
import { pageOf } from '../pages.ts';
import { readBody } from '../read-body.ts';
import type { Pull, Repository } from '../repository.ts';
import { pullJson } from '../repository-json.ts';
import { numberOf, type Routing } from '../routing.ts';
import { addPull } from '../state.ts';

/** However many a pull request changes, no more are listed. */
const longestList = 3000;

const New = z.object({
  title: z.string().min(1).max(256),
  body: z.string().max(65_536).nullable().default(null),
  head: z.string(),
  base: z.string(),
  draft: z.boolean().default(false),
});
const Change = z.object({
  title: z.string().min(1).max(256).optional(),
  body: z.string().max(65_536).optional(),
  state: z.enum(['open', 'closed']).optional(),
});
const ListQuery = z.object({
  head: z.string().optional(),
  state: z.enum(['open', 'closed', 'all']).default('open'),
});

export function pullRoutes(server: FastifyInstance, { state, allow }: Routing): void {
  server.get('/repos/:owner/:repo/pulls', async (request, reply) => {
    const repository = allow(request, ['pull_requests', 'read']);
    const query = ListQuery.parse(request.query);
    const found = [...repository.pulls.values()]
      .filter((pull) => query.state === 'all' || pull.state === query.state)
      .filter(({ head }) => query.head === undefined || query.head === labelOf(head))
      .toReversed();
    return pageOf(found, request, reply).map((pull) => pullJson(repository, pull));
  });
  server.post('/repos/:owner/:repo/pulls', async (request, reply) => {
    const repository = allow(request, ['pull_requests', 'write']);
    const { head: ref, base, ...given } = readBody(request, New, 'PullRequest');
    const [sha, onto] = [repository.refs.get(ref), repository.refs.get(base)];
    if (sha === undefined) throw invalid('PullRequest', 'head', 'invalid');
    if (onto === undefined) throw invalid('PullRequest', 'base', 'invalid');
    if (sha === onto) throw invalid('PullRequest', 'head', `No commits between ${base} and ${ref}`);
    const open = [...repository.pulls.values()].some(
      (pull) => pull.state === 'open' && pull.head.ref === ref,
    );
    if (open) throw invalid('PullRequest', 'head', `A pull request already exists for ${ref}.`);
    const before = repository.commits.get(onto)?.files;
    const files = [...(repository.commits.get(sha)?.files ?? [])]
      .filter(([path, text]) => before?.get(path) !== text)
      .map(([path]) => path);
    const pull = addPull(state, repository, {
      ...given,
      author: state.bot,
      head: { ref, sha },
      base: { ref: base, sha: onto },
      files,
    });
    return reply.code(201).send(pullJson(repository, pull));
  });
  server.patch('/repos/:owner/:repo/pulls/:number', async (request) => {
    const repository = allow(request, ['pull_requests', 'write']);
    const pull = findPull(repository, numberOf(request, 'number'));
    const change = readBody(request, Change, 'PullRequest');
    Object.assign(
      pull,
      Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
    );
    return pullJson(repository, pull);
  });
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

function labelOf({ fullName, ref }: Pull['head']): string {
  return `${fullName.split('/')[0]}:${ref}`;
}
