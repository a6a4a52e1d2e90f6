import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { GithubError, invalid, notFound } from '../github-error.ts';
import { pageOf } from '../pages.ts';
import { readBody } from '../read-body.ts';
import type { Repository } from '../repository.ts';
import { type Routing, textOf } from '../routing.ts';
import { aCommit } from '../state.ts';

/** Larger files come without their content. In bytes. */
const mostContent = 1024 * 1024;
/** A folder lists no more than these. */
const longestFolder = 1000;

const RefQuery = z.object({ ref: z.string().optional() });
const path = z.string().regex(/^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$)).+$/);
const NewTree = z.object({
  base_tree: z.string().length(40).optional(),
  tree: z
    .array(z.object({ path, mode: z.literal('100644'), type: z.literal('blob'), content: z.string() }))
    .min(1),
});
const NewCommit = z.object({
  message: z.string().min(1),
  tree: z.string().length(40),
  parents: z.array(z.string().length(40)),
});

/** Files, and what commits are made of. A tree has the name of its commit, as far as a client can tell. */
export function contentRoutes(server: FastifyInstance, { state, allow }: Routing): void {
  server.get('/repos/:owner/:repo/contents/*', async (request) => {
    const repository = allow(request, ['contents', 'read']);
    const { ref = repository.defaultBranch } = RefQuery.parse(request.query);
    const files = repository.commits.get(repository.refs.get(ref) ?? '')?.files ?? new Map<string, string>();
    return contentOf(files, textOf(request, '*'));
  });
  server.get('/repos/:owner/:repo/tags', async (request, reply) => {
    const repository = allow(request, ['contents', 'read']);
    const all = [...repository.tags].map((name) => ({ name, commit: { sha: repository.refs.get(name) } }));
    return pageOf(all.toReversed(), request, reply);
  });
  server.get('/repos/:owner/:repo/git/tags/:sha', async (request) => {
    const repository = allow(request, ['contents', 'read']);
    const sha = textOf(request, 'sha');
    const [name] = [...repository.tagObjects].find(([, object]) => object === sha) ?? [];
    if (name === undefined) throw notFound();
    return { tag: name, sha, object: { type: 'commit', sha: repository.refs.get(name) } };
  });
  server.get('/repos/:owner/:repo/git/commits/:sha', async (request) => {
    const repository = allow(request, ['contents', 'read']);
    const sha = textOf(request, 'sha');
    if (repository.refs.get(sha) !== sha && !isTip(repository, sha)) throw notFound();
    return commitJson(repository, sha);
  });
  server.post('/repos/:owner/:repo/git/trees', async (request, reply) => {
    const repository = allow(request, ['contents', 'write']);
    const { base_tree, tree } = readBody(request, NewTree, 'Tree');
    const base = base_tree === undefined ? new Map<string, string>() : treeOf(repository, base_tree);
    if (base === undefined) throw new GithubError(404, 'base_tree not found');
    const sha = keepTree(
      repository,
      new Map([...base, ...tree.map(({ path, content }) => [path, content] as const)]),
    );
    return reply.code(201).send({ sha, truncated: false });
  });
  server.post('/repos/:owner/:repo/git/commits', async (request, reply) => {
    const repository = allow(request, ['contents', 'write']);
    const { message, tree, parents } = readBody(request, NewCommit, 'Commit');
    const files = repository.trees.get(tree);
    if (files === undefined) throw invalid('Commit', 'tree', 'Tree SHA does not exist');
    if (parents.some((parent) => !isTip(repository, parent) && !repository.refs.has(parent)))
      throw invalid('Commit', 'parents', 'Parent SHA does not exist');
    const sha = aCommit(state);
    repository.commits.set(sha, { message, files, parents });
    repository.refs.set(sha, sha);
    return reply.code(201).send(commitJson(repository, sha));
  });
}

function contentOf(files: ReadonlyMap<string, string>, asked: string) {
  const path = asked.replace(/\/+$/, '');
  const text = files.get(path);
  if (text !== undefined) {
    const size = Buffer.byteLength(text);
    const whole = size <= mostContent;
    const content = whole ? Buffer.from(text, 'utf8').toString('base64') : '';
    return { type: 'file', path, size, encoding: whole ? 'base64' : 'none', content };
  }
  const inside = [...files].filter(([name]) => name.startsWith(`${path}/`));
  if (inside.length === 0) throw notFound();
  const names = new Set(inside.map(([name]) => `${path}/${name.slice(path.length + 1).split('/')[0]}`));
  return [...names]
    .toSorted()
    .slice(0, longestFolder)
    .map((name) => {
      const content = files.get(name);
      return {
        type: content === undefined ? 'dir' : 'file',
        path: name,
        size: Buffer.byteLength(content ?? ''),
      };
    });
}

function isTip({ refs }: Repository, sha: string): boolean {
  return [...refs.values()].includes(sha);
}

/** As in git, the same files are the same tree. */
function keepTree({ trees }: Repository, files: ReadonlyMap<string, string>): string {
  const sha = createHash('sha1')
    .update(JSON.stringify([...files].toSorted()))
    .digest('hex');
  trees.set(sha, files);
  return sha;
}

function treeOf({ trees }: Repository, sha: string): ReadonlyMap<string, string> | undefined {
  return trees.get(sha);
}

function commitJson(repository: Repository, sha: string) {
  const known = repository.commits.get(sha);
  const tree = { sha: keepTree(repository, known?.files ?? new Map()) };
  return { sha, message: known?.message ?? 'A change', tree, parents: known?.parents ?? [] };
}
