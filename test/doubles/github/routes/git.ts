import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { GithubError, notFound } from '../github-error.ts';
import { readBody } from '../read-body.ts';
import type { Release, Repository } from '../repository.ts';
import { iso, type Routing, textOf } from '../routing.ts';
import { madeAt } from './compare.ts';

const NewRef = z.object({ ref: z.string().regex(/^refs\/(tags|heads)\/.+$/), sha: z.string().length(40) });
const ChangedRef = z.object({ sha: z.string().length(40), force: z.boolean().default(false) });

/** Commits, tags and releases. */
export function gitRoutes(server: FastifyInstance, { state, allow }: Routing): void {
  server.get('/repos/:owner/:repo/commits/*', async (request) => {
    const repository = allow(request, ['contents', 'read']);
    const ref = textOf(request, '*');
    const sha = ref.startsWith('tags/')
      ? shaOf(repository, ref)
      : repository.refs.get(ref.replace(/^heads\//, ''));
    if (sha === undefined) throw new GithubError(422, `No commit found for SHA: ${ref}`);
    const message = repository.commits.get(sha)?.message ?? 'A change';
    const committer = { name: 'Somebody', date: iso(madeAt(repository, sha) ?? state.clock()) };
    return { sha, commit: { message, committer, tree: { sha } }, parents: [] };
  });
  server.get('/repos/:owner/:repo/git/ref/*', async (request) => {
    const repository = allow(request, ['contents', 'read']);
    const ref = textOf(request, '*');
    const sha = shaOf(repository, ref);
    if (sha === undefined) throw notFound();
    const tag = repository.tagObjects.get(ref.replace(/^tags\//, ''));
    const object = tag === undefined ? { type: 'commit', sha } : { type: 'tag', sha: tag };
    return { ref: `refs/${ref}`, object };
  });
  server.post('/repos/:owner/:repo/git/refs', async (request, reply) => {
    const repository = allow(request, ['contents', 'write']);
    const { ref, sha } = readBody(request, NewRef, 'Reference');
    const name = ref.replace(/^refs\/(heads|tags)\//, '');
    if (repository.refs.has(name)) throw new GithubError(422, 'Reference already exists');
    if (!repository.refs.has(sha)) throw new GithubError(422, 'Object does not exist');
    repository.refs.set(name, sha);
    if (ref.startsWith('refs/tags/')) repository.tags.add(name);
    return reply.code(201).send({ ref, object: { type: 'commit', sha } });
  });
  server.patch('/repos/:owner/:repo/git/refs/*', async (request) => {
    const repository = allow(request, ['contents', 'write']);
    const ref = textOf(request, '*');
    const { sha, force } = readBody(request, ChangedRef, 'Reference');
    const before = shaOf(repository, ref);
    if (before === undefined) throw new GithubError(422, 'Reference does not exist');
    if (!repository.refs.has(sha)) throw new GithubError(422, 'Object does not exist');
    if (!force && !(repository.commits.get(sha)?.parents ?? []).includes(before))
      throw new GithubError(422, 'Update is not a fast forward');
    repository.refs.set(ref.replace(/^(heads|tags)\//, ''), sha);
    return { ref: `refs/${ref}`, object: { type: 'commit', sha } };
  });
  server.get('/repos/:owner/:repo/releases/latest', async (request) => {
    const latest = [...allow(request, ['contents', 'read']).releases.values()].at(-1);
    if (latest === undefined) throw notFound();
    return releaseJson(latest);
  });
  server.get('/repos/:owner/:repo/releases/tags/*', async (request) => {
    const repository = allow(request, ['contents', 'read']);
    const release = repository.releases.get(textOf(request, '*'));
    if (release === undefined) throw notFound();
    return releaseJson(release);
  });

  function releaseJson({ id, tag, name, body }: Release) {
    return { id, tag_name: tag, name, body, draft: false, prerelease: false, author: { id: state.bot.id } };
  }
}

/** @param ref `tags/v1`, `heads/main`: a branch is no tag, whatever it is called */
function shaOf({ refs, tags }: Repository, ref: string): string | undefined {
  const name = ref.replace(/^(heads|tags)\//, '');
  return tags.has(name) === ref.startsWith('tags/') ? refs.get(name) : undefined;
}
