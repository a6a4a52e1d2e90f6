import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { plainLine } from '../../../core/prose.ts';
import type { Changed } from '../../../core/risk/assess.ts';
import { formatDuration, type Instant, type Millis } from '../../../core/time.ts';
import type { AskedChange, FindChange, FoundChange } from '../../../ports/find-change.ts';
import type { GithubCalls, RepositoryCall } from '../../../ports/github-calls.ts';
import type { Log } from '../../../ports/log.ts';
import { isGone, isUnprocessable } from './translate.ts';

const Sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const Commit = z.object({
  sha: Sha,
  commit: z.object({
    committer: z
      .object({ date: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)) })
      .nullable(),
  }),
});
const Comparison = z.object({
  status: z.enum(['ahead', 'behind', 'diverged', 'identical']),
  files: z.array(z.object({ filename: z.string(), previous_filename: z.string().optional() })).default([]),
});

/** A release does not wait longer for what it changes. */
const patience: Millis = 5000;
/** GitHub lists no more files of a comparison. */
const longestList = 300;
/** Comparisons of commits never change; the oldest of more than these are asked for again. */
const remembered = 500;

interface Made {
  readonly sha: string;
  readonly at: Instant | null;
}

/** @param clientOf null for a repository that no App is in charge of */
export function createFindChange(
  clientOf: (repository: string) => GithubCalls | null,
  log: Log,
  timeout: Millis = patience,
): FindChange {
  const compared = new Map<string, readonly string[]>();

  async function filesBetween(call: RepositoryCall, from: string, to: string): Promise<Changed> {
    const key = `${call.owner}/${call.repo} ${from} ${to}`;
    const known = compared.get(key);
    if (known !== undefined) return { files: known, missing: null };
    const found = await compare(call, from, to);
    if (found.missing === null) {
      compared.set(key, found.files);
      const oldest = compared.keys().next().value;
      if (compared.size > remembered && oldest !== undefined) compared.delete(oldest);
    }
    return found;
  }

  return async (asked) => {
    const { repository } = asked;
    const client = clientOf(repository);
    if (client === null) return knowing(null, `no place of kind \`github\` names ${repository}`);
    let so = knowing(null, `GitHub did not answer within ${formatDuration(timeout)}`);
    const stop = new AbortController();
    const late = sleep(timeout, 'late' as const, { signal: stop.signal, ref: false }).catch(
      () => 'late' as const,
    );
    const learn = (found: FoundChange) => {
      so = found;
    };
    try {
      const work = client.inRepository(repository, `to say what ${nameOf(asked)} changes`, (call) =>
        read(call, asked, filesBetween, learn, so.changed),
      );
      work.catch(() => undefined);
      await Promise.race([work, late]);
      return so;
    } catch (error) {
      log.warn({ err: error, repository, version: asked.to }, 'nobody can tell what a release changes');
      return { ...so, changed: { files: [], missing: 'GitHub could not be asked' } };
    } finally {
      stop.abort();
    }
  };
}

type FilesBetween = (call: RepositoryCall, from: string, to: string) => Promise<Changed>;

/** Tags are made commits first, so that one that is moved meanwhile changes nothing. */
async function read(
  call: RepositoryCall,
  { repository, from, to }: AskedChange,
  filesBetween: FilesBetween,
  learn: (found: FoundChange) => void,
  waiting: Changed,
): Promise<void> {
  const [released, stable] = await Promise.all([
    commitOf(call, to),
    from === null ? null : commitOf(call, from),
  ]);
  if (released === null) return learn(knowing(null, noSuch(repository, to)));
  if (from === null) return learn({ ...knowing(released, null), changed: { files: [], missing: null } });
  if (stable === null) return learn({ ...knowing(released, noSuch(repository, from)), fromUnknown: true });
  learn({ ...knowing(released, null), changed: waiting });
  learn({ ...knowing(released, null), changed: await filesBetween(call, stable.sha, released.sha) });
}

function knowing(made: Made | null, missing: string | null): FoundChange {
  return {
    commit: made?.sha ?? null,
    committedAt: made?.at ?? null,
    changed: { files: [], missing },
    fromUnknown: false,
  };
}

function noSuch(repository: string, version: string): string {
  return `${repository} has no tag and no commit \`${plainLine(version)}\``;
}

function nameOf({ repository, to }: AskedChange): string {
  return `${plainLine(to)} of ${repository}`;
}

/** A branch is no version: it would be another commit tomorrow. */
async function commitOf({ octokit, owner, repo }: RepositoryCall, version: string): Promise<Made | null> {
  const ref = /^[0-9a-f]{7,64}$/.test(version) ? version : `tags/${version}`;
  try {
    const { sha, commit } = Commit.parse((await octokit.rest.repos.getCommit({ owner, repo, ref })).data);
    return { sha, at: commit.committer?.date ?? null };
  } catch (error) {
    if (isGone(error) || isUnprocessable(error)) return null;
    throw error;
  }
}

/**
 * Three dots show what the second has that the first has not. Where the first has something too, as when an older
 * version is released again, that goes away, so it is asked the other way round as well.
 */
async function compare(call: RepositoryCall, from: string, to: string): Promise<Changed> {
  if (from === to) return { files: [], missing: null };
  const there = await compareOneWay(call, from, to);
  if (there.status === 'ahead' || there.status === 'identical') return there.changed;
  const back = await compareOneWay(call, to, from);
  return {
    files: [...new Set([...there.changed.files, ...back.changed.files])],
    missing: there.changed.missing ?? back.changed.missing,
  };
}

async function compareOneWay({ octokit, owner, repo }: RepositoryCall, from: string, to: string) {
  const basehead = `${from}...${to}`;
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
    owner,
    repo,
    basehead,
    per_page: 1,
  });
  const { status, files } = Comparison.parse(data);
  const names = files.flatMap((file) => [file.filename, file.previous_filename ?? []].flat());
  const missing = files.length < longestList ? null : `GitHub lists ${longestList} changed files at most`;
  return { status, changed: { files: [...new Set(names)], missing } };
}
