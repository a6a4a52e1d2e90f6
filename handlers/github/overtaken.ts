import { z } from 'zod';
import { Failure } from '../../src/core/failure.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Millis } from '../../src/core/time.ts';
import type { RepositoryCall } from '../../src/ports/github-calls.ts';
import type { HeardOf } from './heard.ts';
import { isMissing } from './is-missing.ts';
import type { WorkParts } from './work-parts.ts';

/** What GitHub tells within this time is worked as it comes. */
const late: Millis = 300_000;

const Commit = z.object({ sha: z.string() });
const Release = z.object({ tag_name: z.string() });

type Parts = Pick<WorkParts, 'client' | 'clock'>;

/** A merge that is heard late must not put an older commit over a newer one. @returns null when it may go on */
export async function refuseOvertakenMerge(parts: Parts, heard: HeardOf<'merge'>): Promise<Refusal | null> {
  const { repository, branch, commit, at } = heard;
  if (parts.clock() - at <= late) return null;
  const newest = await read(parts, repository.name, `what ${branch} is`, async ({ octokit, owner, repo }) => {
    const { data } = await octokit.rest.repos.getCommit({ owner, repo, ref: `heads/${branch}` });
    return Commit.parse(data).sha;
  });
  return newest === commit ? null : overtaken(`${branch} has gone on since`);
}

/** The same of a release. */
export async function refuseOvertakenRelease(
  parts: Parts,
  heard: HeardOf<'release'>,
): Promise<Refusal | null> {
  const { repository, tag, at } = heard;
  if (parts.clock() - at <= late) return null;
  const newest = await read(
    parts,
    repository.name,
    'the latest release',
    async ({ octokit, owner, repo }) => {
      const { data } = await octokit.rest.repos.getLatestRelease({ owner, repo });
      return Release.parse(data).tag_name;
    },
  );
  return newest === tag ? null : overtaken('it is not the latest release');
}

function overtaken(why: string): Refusal {
  return refuse(
    'heard-late',
    `Belay heard of it late, and ${why}. Ask for the rollout that you want with \`deploy\`.`,
  );
}

/** Null when that cannot be known: the App needs no right to read the code. */
async function read(
  { client }: Parts,
  name: string,
  what: string,
  work: (call: RepositoryCall) => Promise<string>,
): Promise<string | null> {
  try {
    return await client.inRepository(name, `${what} in ${name}`, async (call) => {
      try {
        return await work(call);
      } catch (error) {
        if (isMissing(error)) return '';
        throw error;
      }
    });
  } catch (error) {
    if (error instanceof Failure && error.code === 'place-refused') return null;
    throw error;
  }
}
