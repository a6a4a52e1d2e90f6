import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { GithubError, invalid, notFound } from '../github-error.ts';
import { pageOf } from '../pages.ts';
import { readBody } from '../read-body.ts';
import type { CheckRun, Repository } from '../repository.ts';
import { numberOf, type Routing, textOf } from '../routing.ts';

const longestText = 65_535;

const Annotation = z.object({
  path: z.string(),
  start_line: z.number().int(),
  end_line: z.number().int(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string().max(65_536),
});
const Output = z.object({
  title: z.string().max(255).optional(),
  summary: z.string().max(longestText),
  text: z.string().max(longestText).optional(),
  annotations: z.array(Annotation).max(50).default([]),
});
const conclusions = [
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'timed_out',
] as const;
const Action = z.object({
  label: z.string().max(20),
  description: z.string().max(40),
  identifier: z.string().max(20),
});
const Change = z.object({
  name: z.string().min(1).optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z.enum(conclusions).optional(),
  details_url: z.url().optional(),
  external_id: z.string().optional(),
  started_at: z.iso.datetime().optional(),
  completed_at: z.iso.datetime().optional(),
  output: Output.optional(),
  actions: z.array(Action).max(3).optional(),
});
const New = Change.extend({ name: z.string().min(1), head_sha: z.string().length(40) });

const ListQuery = z.object({ check_name: z.string().optional() });

export function checkRunRoutes(server: FastifyInstance, { state, allow }: Routing): void {
  server.post('/repos/:owner/:repo/check-runs', async (request, reply) => {
    const repository = allow(request, ['checks', 'write']);
    const wish = readBody(request, New, 'CheckRun');
    if (!repository.refs.has(wish.head_sha)) {
      throw new GithubError(422, `No commit found for SHA: ${wish.head_sha}`);
    }
    if (wish.output !== undefined && wish.output.title === undefined) {
      throw invalid('CheckRun', 'output.title', 'title is required');
    }
    const run: CheckRun = {
      id: state.newId(),
      name: wish.name,
      headSha: wish.head_sha,
      externalId: '',
      status: 'queued',
      conclusion: null,
      detailsUrl: null,
      output: { title: null, summary: null, text: null },
      annotations: 0,
      actions: [],
    };
    change(run, wish);
    repository.checkRuns.set(run.id, run);
    return reply.code(201).send(runJson(run, state.appId));
  });
  server.get('/repos/:owner/:repo/check-runs/:run', async (request) => {
    const repository = allow(request, ['checks', 'read']);
    return runJson(findRun(repository, numberOf(request, 'run')), state.appId);
  });
  server.patch('/repos/:owner/:repo/check-runs/:run', async (request) => {
    const repository = allow(request, ['checks', 'write']);
    const run = findRun(repository, numberOf(request, 'run'));
    change(run, readBody(request, Change, 'CheckRun'));
    return runJson(run, state.appId);
  });
  server.get('/repos/:owner/:repo/commits/:ref/check-runs', async (request, reply) => {
    const repository = allow(request, ['checks', 'read']);
    const sha = repository.refs.get(textOf(request, 'ref'));
    const { check_name } = ListQuery.parse(request.query);
    const found = [...repository.checkRuns.values()]
      .filter((run) => run.headSha === sha && (check_name === undefined || run.name === check_name))
      .toReversed();
    const check_runs = pageOf(found, request, reply).map((run) => runJson(run, state.appId));
    return { total_count: found.length, check_runs };
  });
}

function change(run: CheckRun, wish: z.infer<typeof Change>): void {
  if (wish.status === 'completed' && wish.conclusion === undefined) {
    throw invalid('CheckRun', 'conclusion', 'a completed check run needs a conclusion');
  }
  if (wish.name !== undefined) run.name = wish.name;
  run.externalId = wish.external_id ?? run.externalId;
  run.status = wish.conclusion === undefined ? (wish.status ?? run.status) : 'completed';
  run.conclusion = wish.conclusion ?? (wish.status === undefined ? run.conclusion : null);
  run.detailsUrl = wish.details_url ?? run.detailsUrl;
  run.actions = wish.actions ?? run.actions;
  if (wish.output === undefined) return;
  const { title = null, summary, text = null, annotations } = wish.output;
  run.output = { title: title ?? run.output.title, summary, text };
  // Each request adds its own to those that are there.
  run.annotations += annotations.length;
}

function findRun({ checkRuns }: Repository, id: number): CheckRun {
  const run = checkRuns.get(id);
  if (run === undefined) throw notFound();
  return run;
}

function runJson(run: CheckRun, appId: number) {
  return {
    id: run.id,
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    status: run.status,
    conclusion: run.conclusion,
    details_url: run.detailsUrl,
    output: { ...run.output, annotations_count: run.annotations },
    app: { id: appId },
  };
}
