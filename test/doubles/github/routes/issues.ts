import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { invalid, notFound } from '../github-error.ts';
import { pageOf } from '../pages.ts';
import { readBody } from '../read-body.ts';
import type { Issue, Repository } from '../repository.ts';
import { accountJson, numberOf, type Routing } from '../routing.ts';

const longestBody = 65_536;
const longestTitle = 256;

const New = z.object({
  title: z.string().min(1).max(longestTitle),
  body: z.string().optional(),
  labels: z.array(z.string()).optional(),
});
const Change = z.object({
  title: z.string().min(1).max(longestTitle).optional(),
  body: z.string().optional(),
  labels: z.array(z.string()).optional(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullable().optional(),
});
const ListQuery = z.object({
  labels: z.string().optional(),
  state: z.enum(['open', 'closed', 'all']).default('open'),
});

export function issueRoutes(server: FastifyInstance, { state, allow }: Routing): void {
  server.get('/repos/:owner/:repo/issues', async (request, reply) => {
    const repository = allow(request, ['issues', 'read']);
    const query = ListQuery.parse(request.query);
    const labels = query.labels?.split(',') ?? [];
    const found = [...repository.issues.values()]
      .filter((issue) => query.state === 'all' || issue.state === query.state)
      .filter((issue) => labels.every((label) => issue.labels.includes(label)))
      .toReversed();
    return pageOf(found, request, reply).map((issue) => issueJson(repository, issue));
  });
  server.post('/repos/:owner/:repo/issues', async (request, reply) => {
    const repository = allow(request, ['issues', 'write']);
    const { title, body = null, labels = [] } = readBody(request, New, 'Issue');
    checkLength(body);
    const number = repository.pulls.size + repository.issues.size + 1;
    const issue: Issue = { number, title, body, labels, state: 'open', stateReason: null, author: state.bot };
    repository.issues.set(number, issue);
    return reply.code(201).send(issueJson(repository, issue));
  });
  server.get('/repos/:owner/:repo/issues/:number', async (request) => {
    const repository = allow(request, ['issues', 'read']);
    return issueJson(repository, findIssue(repository, numberOf(request, 'number')));
  });
  server.patch('/repos/:owner/:repo/issues/:number', async (request) => {
    const repository = allow(request, ['issues', 'write']);
    const issue = findIssue(repository, numberOf(request, 'number'));
    const { state_reason, ...change } = readBody(request, Change, 'Issue');
    checkLength(change.body ?? null);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    Object.assign(issue, given);
    if (state_reason !== undefined) issue.stateReason = state_reason;
    return issueJson(repository, issue);
  });
}

function findIssue({ issues }: Repository, number: number): Issue {
  const issue = issues.get(number);
  if (issue === undefined) throw notFound();
  return issue;
}

function checkLength(body: string | null): void {
  if (body !== null && body.length > longestBody) {
    throw invalid('Issue', 'body', `body is too long (maximum is ${longestBody} characters)`);
  }
}

function issueJson(
  repository: Repository,
  { number, title, body, labels, state, stateReason, author }: Issue,
) {
  return {
    id: 2_000_000 + number,
    number,
    title,
    body,
    state,
    state_reason: stateReason,
    labels: labels.map((name) => ({ name })),
    user: accountJson(author),
    performed_via_github_app: author.type === 'Bot' ? { id: 4711, slug: 'belay' } : null,
    html_url: `https://github.com/${repository.fullName}/issues/${number}`,
  };
}
