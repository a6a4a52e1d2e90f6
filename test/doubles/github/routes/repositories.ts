import type { FastifyInstance } from 'fastify';
import { notFound } from '../github-error.ts';
import { pageOf } from '../pages.ts';
import type { Role } from '../repository.ts';
import { repositoryJson } from '../repository-json.ts';
import { accountJson, type Routing, textOf } from '../routing.ts';

/** What the older field of the answer makes of a role. */
const permissionOf: Readonly<Record<Role, string>> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
};

export function repositoryRoutes(server: FastifyInstance, { state, allow }: Routing): void {
  server.get('/repos/:owner/:repo', async (request) => repositoryJson(allow(request, ['metadata', 'read'])));

  server.get('/installation/repositories', async (request, reply) => {
    const repositories = state.repositories.filter(({ installation }) => installation !== null);
    return {
      total_count: repositories.length,
      repositories: pageOf(repositories, request, reply).map(repositoryJson),
    };
  });

  server.get('/repos/:owner/:repo/collaborators/:login/permission', async (request) => {
    const repository = allow(request, ['metadata', 'read']);
    const login = textOf(request, 'login').toLowerCase();
    const account = state.accounts.find((one) => one.login.toLowerCase() === login);
    if (account === undefined) throw notFound();
    const found = [...repository.collaborators.values()].find((one) => one.account.id === account.id);
    const role: Role = found?.role ?? (repository.isPrivate ? 'none' : 'read');
    return { permission: permissionOf[role], role_name: role, user: accountJson(account) };
  });
}
