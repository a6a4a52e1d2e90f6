import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller } from './app-auth.ts';
import { GithubError, notFound } from './github-error.ts';
import type { Repository } from './repository.ts';
import type { GithubState } from './state.ts';

/** One of these suffices: `issues=write`, or `pull_requests=write` where it is about a pull request. */
export type Needed = readonly [permission: string, level: 'read' | 'write'][];

const Params = z.object({ owner: z.string(), repo: z.string() });

export function findRepository(state: GithubState, request: FastifyRequest): Repository {
  const { owner, repo } = Params.parse(request.params);
  const wanted = `${owner}/${repo}`.toLowerCase();
  const found = state.repositories.find(({ fullName }) => fullName.toLowerCase() === wanted);
  if (found === undefined) throw notFound();
  return found;
}

/**
 * The repository of the path, when its installation calls and has what is needed.
 * @throws GithubError 404 for other installations, 403 naming the permission that is missing
 */
export function permitted(
  state: GithubState,
  request: FastifyRequest,
  caller: Caller,
  needed: Needed,
): Repository {
  const repository = findRepository(state, request);
  const { installation } = repository;
  if (caller.kind !== 'installation' || installation?.id !== caller.installation) throw notFound();
  const has = needed.some(([permission, level]) => {
    const given = installation.permissions[permission];
    return given === 'write' || (given !== undefined && given === level);
  });
  if (has) return repository;
  const accepted = needed.map(([permission, level]) => `${permission}=${level}`).join('; ');
  throw new GithubError(403, 'Resource not accessible by integration', {
    headers: { 'x-accepted-github-permissions': accepted },
  });
}
