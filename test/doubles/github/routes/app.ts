import type { FastifyInstance } from 'fastify';
import { issueToken } from '../app-auth.ts';
import { notFound } from '../github-error.ts';
import { findRepository } from '../permissions.ts';
import type { Repository } from '../repository.ts';
import { numberOf, type Routing } from '../routing.ts';

/** The app itself: who it is, where it is installed, its tokens. */
export function appRoutes(server: FastifyInstance, { state, onlyApp }: Routing): void {
  server.get('/app', async (request) => {
    onlyApp(request);
    const installed = state.repositories.flatMap(({ installation }) => installation ?? []);
    return {
      id: state.appId,
      slug: state.slug,
      name: 'Belay',
      permissions: installed[0]?.permissions ?? {},
      events: state.events,
      installations_count: installed.length,
    };
  });
  server.get('/app/installations', async (request) => {
    onlyApp(request);
    return state.repositories.flatMap((repository) =>
      repository.installation === null ? [] : [installationJson(repository, state.appId)],
    );
  });
  server.get('/repos/:owner/:repo/installation', async (request) => {
    onlyApp(request);
    const repository = findRepository(state, request);
    if (repository.installation === null) throw notFound();
    return installationJson(repository, state.appId);
  });
  server.post('/app/installations/:installation/access_tokens', async (request, reply) => {
    onlyApp(request);
    return reply.code(201).send(issueToken(state, numberOf(request, 'installation')));
  });
}

function installationJson({ installation, fullName }: Repository, appId: number) {
  const [owner = ''] = fullName.split('/');
  return {
    id: installation?.id,
    app_id: appId,
    account: { login: owner, id: 1, type: 'Organization' },
    permissions: installation?.permissions,
    repository_selection: 'selected',
    suspended_at: null,
  };
}
