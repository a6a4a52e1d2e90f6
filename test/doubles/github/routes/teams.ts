import type { FastifyInstance } from 'fastify';
import { GithubError, notFound } from '../github-error.ts';
import { pageOf } from '../pages.ts';
import { accountJson, numberOf, type Routing } from '../routing.ts';

/** Teams by the ids of organization and team. Whoever may not see one is told that there is none. */
export function teamRoutes(server: FastifyInstance, { state, callerOf }: Routing): void {
  server.get('/organizations/:organization/team/:team/members', async (request, reply) => {
    const caller = callerOf(request);
    const installation = state.repositories
      .map((repository) => repository.installation)
      .find((one) => caller.kind === 'installation' && one?.id === caller.installation);
    if (installation == null) throw notFound();
    if (installation.permissions['members'] === undefined) {
      throw new GithubError(403, 'Resource not accessible by integration', {
        headers: { 'x-accepted-github-permissions': 'members=read' },
      });
    }
    const team = state.teams.find(
      ({ id, organization }) =>
        id === numberOf(request, 'team') && organization === numberOf(request, 'organization'),
    );
    if (team === undefined) throw notFound();
    return pageOf(team.members, request, reply).map(accountJson);
  });
}
