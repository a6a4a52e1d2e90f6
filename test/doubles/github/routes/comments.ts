import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { GithubError, notFound } from '../github-error.ts';
import { pageOf } from '../pages.ts';
import type { Needed } from '../permissions.ts';
import { readBody } from '../read-body.ts';
import type { Comment, Repository } from '../repository.ts';
import { accountJson, iso, numberOf, type Routing } from '../routing.ts';
import { addComment } from '../state.ts';

/** In UTF-16 code units, as far as a client can know. */
const longestComment = 65_536;

const Body = z.object({ body: z.string() });
const ListQuery = z.object({ since: z.string().optional() });
const contents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
const ReactionBody = z.object({ content: z.enum(contents) });

const write: Needed = [
  ['issues', 'write'],
  ['pull_requests', 'write'],
];
const read: Needed = [
  ['issues', 'read'],
  ['pull_requests', 'read'],
];

export function commentRoutes(server: FastifyInstance, { state, url, allow }: Routing): void {
  const list = '/repos/:owner/:repo/issues/:number/comments';
  const one = '/repos/:owner/:repo/issues/comments/:comment';
  const json = (repository: Repository, comment: Comment) =>
    commentJson(repository, comment, url(), state.appId);

  server.get(list, async (request, reply) => {
    const repository = allow(request, ...read);
    const issue = threadOf(repository, numberOf(request, 'number'));
    const { since = '' } = ListQuery.parse(request.query);
    const comments = [...repository.comments.values()].filter(
      (comment) => comment.issue === issue && (since === '' || comment.updatedAt >= Date.parse(since)),
    );
    return pageOf(comments, request, reply).map((comment) => json(repository, comment));
  });
  server.post(list, async (request, reply) => {
    const repository = allow(request, ...write);
    const issue = threadOf(repository, numberOf(request, 'number'));
    const body = checkedBody(readBody(request, Body, 'IssueComment').body);
    const comment = addComment(state, repository, { issue, author: state.bot, body });
    return reply.code(201).send(json(repository, comment));
  });
  server.get(one, async (request) => {
    const repository = allow(request, ...read);
    return json(repository, findComment(repository, numberOf(request, 'comment')));
  });
  server.patch(one, async (request) => {
    const repository = allow(request, ...write);
    const comment = findComment(repository, numberOf(request, 'comment'));
    if (comment.author.id !== state.bot.id)
      throw new GithubError(403, 'Resource not accessible by integration');
    comment.body = checkedBody(readBody(request, Body, 'IssueComment').body);
    comment.updatedAt = state.clock();
    comment.history.push(comment.body);
    return json(repository, comment);
  });
  server.post(`${one}/reactions`, async (request, reply) => {
    const repository = allow(request, ...write);
    const { id } = findComment(repository, numberOf(request, 'comment'));
    const { content } = readBody(request, ReactionBody, 'Reaction');
    const same = repository.reactions.find((found) => found.comment === id && found.content === content);
    const reaction = same ?? { id: state.newId(), comment: id, author: state.bot, content };
    if (same === undefined) repository.reactions.push(reaction);
    const { author } = reaction;
    return reply
      .code(same === undefined ? 201 : 200)
      .send({ id: reaction.id, content, user: accountJson(author) });
  });
}

/** Issues and pull requests share their numbers and their comments. */
function threadOf({ pulls, issues }: Repository, number: number): number {
  if (!pulls.has(number) && !issues.has(number)) throw notFound();
  return number;
}

function findComment({ comments }: Repository, id: number): Comment {
  const comment = comments.get(id);
  if (comment === undefined) throw notFound();
  return comment;
}

function checkedBody(body: string): string {
  const problem =
    body.trim() === ''
      ? 'Body cannot be blank'
      : body.length > longestComment
        ? `Body is too long (maximum is ${longestComment} characters)`
        : null;
  if (problem === null) return body;
  throw new GithubError(422, 'Validation Failed', {
    errors: [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message: problem }],
  });
}

function commentJson({ fullName }: Repository, comment: Comment, api: string, appId: number) {
  const { id, issue, author, body } = comment;
  return {
    id,
    body,
    html_url: `https://github.com/${fullName}/issues/${issue}#issuecomment-${id}`,
    issue_url: `${api}/repos/${fullName}/issues/${issue}`,
    user: accountJson(author),
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    author_association: 'NONE',
    performed_via_github_app: author.type === 'Bot' ? { id: appId, slug: 'belay' } : null,
  };
}
