import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { GithubError, notFound } from '../github-error.ts';
import { readBody } from '../read-body.ts';
import { numberOf, type Routing } from '../routing.ts';

const mostReports = 10;

const Report = z.object({
  environment_name: z.string().min(1),
  state: z.enum(['approved', 'rejected']).optional(),
  comment: z.string().max(1024).optional(),
});

/** Where an app answers for an environment: up to ten reports of 1024 characters, the last one with a decision. */
export function protectionRoutes(server: FastifyInstance, { allow }: Routing): void {
  server.post('/repos/:owner/:repo/actions/runs/:run/deployment_protection_rule', async (request, reply) => {
    const repository = allow(request, ['deployments', 'write']);
    const run = repository.runs.get(numberOf(request, 'run'));
    if (run === undefined) throw notFound();
    const { environment_name, state = null, comment } = readBody(request, Report, 'DeploymentProtectionRule');
    if (environment_name !== run.environment) throw notFound();
    if (run.decision !== null) throw new GithubError(422, 'The deployment was already decided.');
    if (state === null && comment === undefined) throw new GithubError(422, 'comment or state is required');
    if (run.reports.length >= mostReports) {
      throw new GithubError(422, `No more than ${mostReports} status reports are allowed.`);
    }
    run.reports.push({ state, comment: comment ?? '' });
    run.decision = state;
    return reply.code(204).send();
  });
}
