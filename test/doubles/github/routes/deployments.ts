import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { GithubError, invalid, notFound } from '../github-error.ts';
import { pageOf } from '../pages.ts';
import { readBody } from '../read-body.ts';
import type { Deployment, DeploymentStatus, Repository } from '../repository.ts';
import { accountJson, iso, numberOf, type Routing } from '../routing.ts';

const New = z.object({
  ref: z.string().min(1),
  task: z.string().default('deploy'),
  auto_merge: z.boolean().default(true),
  required_contexts: z.array(z.string()).optional(),
  payload: z.unknown().optional(),
  environment: z.string().max(255).default('production'),
  description: z.string().max(140).nullable().default(null),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});
const states = ['error', 'failure', 'pending', 'in_progress', 'queued', 'success', 'inactive'] as const;
const url = z.union([z.literal(''), z.url()]).default('');
const NewStatus = z.object({
  state: z.enum(states),
  description: z.string().max(140).default(''),
  environment_url: url,
  log_url: url,
  auto_inactive: z.boolean().default(true),
});
const ListQuery = z.object({
  sha: z.string().optional(),
  ref: z.string().optional(),
  task: z.string().optional(),
  environment: z.string().optional(),
});

export function deploymentRoutes(server: FastifyInstance, { state, allow }: Routing): void {
  const list = '/repos/:owner/:repo/deployments';
  server.get(list, async (request, reply) => {
    const repository = allow(request, ['deployments', 'read']);
    const query = ListQuery.parse(request.query);
    const keys = ['sha', 'ref', 'task', 'environment'] as const;
    const found = [...repository.deployments.values()]
      .filter((one) => keys.every((key) => query[key] === undefined || one[key] === query[key]))
      .toReversed();
    return pageOf(found, request, reply).map((one) => deploymentJson(repository, one));
  });
  server.post(list, async (request, reply) => {
    const repository = allow(request, ['deployments', 'write']);
    const wish = readBody(request, New, 'Deployment');
    if (wish.auto_merge) {
      return reply
        .code(202)
        .send({ message: `Auto-merged ${repository.defaultBranch} into ${wish.ref} on deployment.` });
    }
    const deployment = newDeployment(repository, wish, { id: state.newId(), at: state.clock() });
    repository.deployments.set(deployment.id, deployment);
    return reply.code(201).send(deploymentJson(repository, deployment));
  });
  server.get(`${list}/:deployment`, async (request) => {
    const repository = allow(request, ['deployments', 'read']);
    return deploymentJson(repository, findDeployment(repository, numberOf(request, 'deployment')));
  });
  server.get(`${list}/:deployment/statuses`, async (request, reply) => {
    const repository = allow(request, ['deployments', 'read']);
    const { statuses } = findDeployment(repository, numberOf(request, 'deployment'));
    return pageOf(statuses.toReversed(), request, reply).map((status) => statusJson(status, state.bot));
  });
  server.post(`${list}/:deployment/statuses`, async (request, reply) => {
    const repository = allow(request, ['deployments', 'write']);
    const deployment = findDeployment(repository, numberOf(request, 'deployment'));
    const wish = readBody(request, NewStatus, 'DeploymentStatus');
    const status: DeploymentStatus = {
      id: state.newId(),
      state: wish.state,
      description: wish.description,
      environmentUrl: wish.environment_url,
      logUrl: wish.log_url,
      createdAt: state.clock(),
    };
    deployment.statuses.push(status);
    if (wish.state === 'success' && wish.auto_inactive)
      inactivateEarlier(repository, deployment, state.newId);
    return reply.code(201).send(statusJson(status, state.bot));
  });
}

function newDeployment(
  repository: Repository,
  wish: z.infer<typeof New>,
  { id, at }: { readonly id: number; readonly at: number },
): Deployment {
  const sha = repository.refs.get(wish.ref);
  if (sha === undefined) throw invalid('Deployment', 'ref', `No ref found for: ${wish.ref}`);
  const pending = [...repository.checkRuns.values()].filter(
    (run) => run.headSha === sha && run.conclusion !== 'success',
  );
  if (wish.required_contexts === undefined && pending.length > 0) {
    throw new GithubError(409, `Conflict: Commit status checks failed for ${wish.ref}.`);
  }
  return {
    id,
    ref: wish.ref,
    sha,
    task: wish.task,
    environment: wish.environment,
    description: wish.description,
    payload: wish.payload ?? {},
    production: wish.production_environment ?? wish.environment === 'production',
    transient: wish.transient_environment,
    createdAt: at,
    statuses: [],
  };
}

/** As GitHub does it: only in the same environment, and never where it is a production one. */
function inactivateEarlier(repository: Repository, newest: Deployment, newId: () => number): void {
  for (const older of repository.deployments.values()) {
    const last = older.statuses.at(-1);
    const counts = older.id < newest.id && older.environment === newest.environment;
    if (!counts || older.production || older.transient || last?.state !== 'success') continue;
    older.statuses.push({ ...last, id: newId(), state: 'inactive', description: '' });
  }
}

function findDeployment({ deployments }: Repository, id: number): Deployment {
  const deployment = deployments.get(id);
  if (deployment === undefined) throw notFound();
  return deployment;
}

function deploymentJson({ fullName }: Repository, one: Deployment) {
  return {
    id: one.id,
    sha: one.sha,
    ref: one.ref,
    task: one.task,
    payload: one.payload,
    environment: one.environment,
    original_environment: one.environment,
    description: one.description,
    production_environment: one.production,
    transient_environment: one.transient,
    created_at: iso(one.createdAt),
    updated_at: iso(one.statuses.at(-1)?.createdAt ?? one.createdAt),
    repository_url: `https://api.github.com/repos/${fullName}`,
  };
}

function statusJson(status: DeploymentStatus, creator: Parameters<typeof accountJson>[0]) {
  return {
    id: status.id,
    state: status.state,
    description: status.description,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    creator: accountJson(creator),
    created_at: iso(status.createdAt),
  };
}
