import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { GithubError, notFound } from '../github-error.ts';
import { readBody } from '../read-body.ts';
import type { Release } from '../repository.ts';
import { type Routing, textOf } from '../routing.ts';

const NewRef = z.object({ ref: z.string().regex(/^refs\/(tags|heads)\/.+$/), sha: z.string().length(40) });

/** Commits, tags and releases. */
export function gitRoutes(server: FastifyInstance, { state, allow }: Routing): void {
  server.get('/repos/:owner/:repo/commits/*', async (request) => {
    const repository = allow(request, ['contents', 'read']);
    const ref = textOf(request, '*');
    const sha = repository.refs.get(ref.replace(/^(heads|tags)\//, ''));
    if (sha === undefined) throw new GithubError(422, `No commit found for SHA: ${ref}`);
    return { sha, commit: { message: 'A change', tree: { sha } }, parents: [] };
  });
  server.get('/repos/:owner/:repo/git/ref/*', async (request) => {
    const repository = allow(request, ['contents', 'read']);
    const ref = textOf(request, '*');
    const sha = repository.refs.get(ref.replace(/^(heads|tags)\//, ''));
    if (sha === undefined) throw notFound();
    return { ref: `refs/${ref}`, object: { type: 'commit', sha } };
  });
  server.post('/repos/:owner/:repo/git/refs', async (request, reply) => {
    const repository = allow(request, ['contents', 'write']);
    const { ref, sha } = readBody(request, NewRef, 'Reference');
    const name = ref.replace(/^refs\/(heads|tags)\//, '');
    if (repository.refs.has(name)) throw new GithubError(422, 'Reference already exists');
    if (!repository.refs.has(sha)) throw new GithubError(422, 'Object does not exist');
    repository.refs.set(name, sha);
    return reply.code(201).send({ ref, object: { type: 'commit', sha } });
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
