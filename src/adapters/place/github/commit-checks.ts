import { z } from 'zod';
import type { CiCheck } from '../../../core/checklist/ci.ts';
import { Failure } from '../../../core/failure.ts';
import { unstopped } from '../../../core/prose.ts';
import type { Source } from '../../../core/rollout/plan.ts';
import type { CiReading, ReadCi } from '../../../ports/ci.ts';
import type { GithubCalls, RepositoryCall } from '../../../ports/github-calls.ts';
import type { Log } from '../../../ports/log.ts';

const Run = z.object({
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  app: z.object({ id: z.number() }).nullish(),
});
const Runs = z.object({ total_count: z.number(), check_runs: z.array(Run) });
const Combined = z.object({
  total_count: z.number(),
  statuses: z.array(z.object({ context: z.string(), state: z.string() })),
});

const perPage = 100;
/** A commit with more checks than this is not read to its end, and is not green. */
const mostPages = 5;
const good = new Set(['success', 'neutral', 'skipped']);

/**
 * Check runs and commit statuses as GitHub has them, without Belay's own check.
 * @param clientOf null for a repository that no App is in charge of
 */
export function createReadGithubCi(clientOf: (repository: string) => GithubCalls | null, log: Log): ReadCi {
  return async (source) => {
    const client = clientOf(source.repository);
    if (client === null) return unknown(`no GitHub App of belay.yml is in charge of ${source.repository}`);
    try {
      return await read(client, source);
    } catch (error) {
      log.warn({ err: error, repository: source.repository }, 'CI could not be asked');
      return unknown(error instanceof Failure ? unstopped(error.message) : 'GitHub could not be asked');
    }
  };
}

function unknown(sentence: string): CiReading {
  return { kind: 'unknown', sentence };
}

async function read(client: GithubCalls, { repository, commit }: Source): Promise<CiReading> {
  const doing = `to say what CI says of ${repository}@${commit.slice(0, 7)}`;
  const runs = await client.inRepository(repository, doing, (call) => runsOf(call, commit, client.appId));
  const statuses = await client
    .inRepository(repository, doing, (call) => statusesOf(call, commit))
    .catch((error: unknown) => refused(error));
  const unread = [runs.unread, statuses.unread].find((one) => one !== null) ?? null;
  return { kind: 'read', checks: [...runs.checks, ...statuses.checks], unread };
}

interface Part {
  readonly checks: readonly CiCheck[];
  readonly unread: string | null;
}

async function runsOf({ octokit, owner, repo }: RepositoryCall, ref: string, own: number): Promise<Part> {
  const found: z.infer<typeof Run>[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const asked = { owner, repo, ref, filter: 'latest', per_page: perPage, page } as const;
    const { data } = await octokit.rest.checks.listForRef(asked);
    const { check_runs: runs, total_count: total } = Runs.parse(data);
    found.push(...runs);
    if (runs.length < perPage || found.length >= total) return { checks: others(found, own), unread: null };
  }
  return { checks: others(found, own), unread: 'there are more check runs than Belay reads' };
}

/** Belay's check stays open until the rollout is over: waiting for it would be waiting for itself. */
function others(runs: readonly z.infer<typeof Run>[], own: number): readonly CiCheck[] {
  return runs
    .filter(({ app }) => app?.id !== own)
    .map(({ name, status, conclusion }) => ({
      name,
      state: status !== 'completed' ? 'pending' : good.has(conclusion ?? '') ? 'green' : 'failing',
    }));
}

async function statusesOf({ octokit, owner, repo }: RepositoryCall, ref: string): Promise<Part> {
  const { data } = await octokit.rest.repos.getCombinedStatusForRef({ owner, repo, ref, per_page: perPage });
  const { statuses, total_count: total } = Combined.parse(data);
  const checks = statuses.map(({ context, state }): CiCheck => ({ name: context, state: stateOf(state) }));
  return { checks, unread: total > perPage ? 'there are more statuses than Belay reads' : null };
}

function stateOf(state: string): CiCheck['state'] {
  if (state === 'success') return 'green';
  return state === 'pending' ? 'pending' : 'failing';
}

/** An App that may read check runs may still not be allowed to read statuses. */
function refused(error: unknown): Part {
  if (!(error instanceof Failure) || error.code !== 'place-refused') throw error;
  return {
    checks: [],
    unread: 'GitHub does not let Belay read commit statuses (give its App “Commit statuses: read”)',
  };
}
