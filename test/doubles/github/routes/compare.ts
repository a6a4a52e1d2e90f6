import type { FastifyInstance } from 'fastify';
import { notFound } from '../github-error.ts';
import type { Repository } from '../repository.ts';
import { type Routing, textOf } from '../routing.ts';

/** However many files differ, no more are listed, and on the first page alone. */
const longestList = 300;

/** What changed between two commits: from where their histories parted to the second, as three dots mean it. */
export function compareRoutes(server: FastifyInstance, { allow }: Routing): void {
  server.get('/repos/:owner/:repo/compare/*', async (request) => {
    const repository = allow(request, ['contents', 'read']);
    const [base = '', head = ''] = textOf(request, '*').split('...');
    const [from, to] = [repository.refs.get(base), repository.refs.get(head)];
    if (from === undefined || to === undefined) throw notFound();
    const [before, after] = [historyOf(repository, from), historyOf(repository, to)];
    const parted = after.find((sha) => before.includes(sha));
    if (parted === undefined) throw notFound();
    const [ahead, behind] = [after.indexOf(parted), before.indexOf(parted)];
    const files = differing(treeOf(repository, parted), treeOf(repository, to));
    return {
      status:
        ahead > 0 && behind > 0 ? 'diverged' : ahead > 0 ? 'ahead' : behind > 0 ? 'behind' : 'identical',
      ahead_by: ahead,
      behind_by: behind,
      total_commits: ahead,
      commits: [],
      files: files.slice(0, longestList).map((filename) => ({ filename, status: 'modified', changes: 2 })),
    };
  });
}

/** When a commit was made; null where that is not known. */
export function madeAt({ commits, pulls }: Repository, sha: string): number | null {
  const merged = [...pulls.values()].find(({ mergeCommitSha }) => mergeCommitSha === sha);
  return commits.get(sha)?.at ?? merged?.mergedAt ?? null;
}

/** A commit and those before it, the newest first. */
function historyOf(repository: Repository, sha: string): readonly string[] {
  const found: string[] = [];
  const next = [sha];
  for (let one = next.shift(); one !== undefined; one = next.shift()) {
    if (one === '' || found.includes(one)) continue;
    found.push(one);
    next.push(...parentsOf(repository, one));
  }
  return found;
}

function parentsOf({ commits, pulls }: Repository, sha: string): readonly string[] {
  const known = commits.get(sha);
  if (known !== undefined) return known.parents;
  const pull = [...pulls.values()].find(
    ({ head, mergeCommitSha }) => head.sha === sha || mergeCommitSha === sha,
  );
  return pull === undefined ? [] : [pull.base.sha];
}

function treeOf(repository: Repository, sha: string): ReadonlyMap<string, string> {
  const known = repository.commits.get(sha);
  if (known !== undefined) return known.files;
  const pull = [...repository.pulls.values()].find(
    ({ head, mergeCommitSha }) => head.sha === sha || mergeCommitSha === sha,
  );
  if (pull === undefined) return new Map();
  return new Map([
    ...treeOf(repository, pull.base.sha),
    ...pull.files.map((file): [string, string] => [file, `changed by #${pull.number}`]),
  ]);
}

function differing(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((path) => one.get(path) !== other.get(path))
    .toSorted();
}
