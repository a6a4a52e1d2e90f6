import { z } from 'zod';
import type { RoleSource } from '../../core/access/role-source.ts';
import { Failure } from '../../core/failure.ts';
import type { GithubCalls } from '../../ports/github-calls.ts';
import type { Member } from '../../ports/memberships.ts';
import { busyOrAway } from './unknown.ts';

const Members = z.array(z.object({ id: z.number().int() }));

const pageSize = 100;
const mostPages = 10;

/** An App, and a repository of each owner where it is installed. */
export interface InstalledApp {
  readonly client: GithubCalls;
  /** `owner/name` */
  readonly repositories: readonly string[];
}

/**
 * Everybody in a team, by numeric ids alone: the list has each member's, and no login is asked for. Members of child
 * teams are in it; people who were invited and have not come are not.
 * @param apps asked in order, until an installation may see the team
 * @throws Failure membership-unknown
 */
export async function inGithubTeam(
  apps: readonly InstalledApp[],
  source: Extract<RoleSource, { kind: 'github-team' }>,
): Promise<readonly Member[]> {
  let refused: unknown = null;
  for (const { client, repositories } of apps) {
    for (const repository of repositories) {
      try {
        return await listed(client, repository, source);
      } catch (error) {
        refused = error;
        if (!(error instanceof Failure) || error.code !== 'place-refused') break;
      }
    }
  }
  throw busyOrAway(
    'GitHub',
    refused,
    `Check \`github_team\` in belay.yml, and that the App has the organization permission “Members: Read-only” in the organization ${source.organization}.`,
  );
}

function listed(
  client: GithubCalls,
  repository: string,
  { organization, team }: Extract<RoleSource, { kind: 'github-team' }>,
): Promise<readonly Member[]> {
  return client.inRepository(repository, `who is in the team ${team}`, async ({ octokit }) => {
    const members: Member[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const { data } = await octokit.request('GET /organizations/{org_id}/team/{team_id}/members', {
        org_id: Number(organization),
        team_id: Number(team),
        per_page: pageSize,
        page,
      });
      const found = Members.parse(data);
      members.push(...found.map(({ id }) => ({ account: String(id), until: null })));
      if (found.length < pageSize) break;
    }
    return members;
  });
}

/** One repository of each owner: an installation is an owner's. */
export function oneOfEachOwner(repositories: readonly string[]): readonly string[] {
  const owners = new Map(repositories.map((one) => [one.split('/')[0]?.toLowerCase(), one]));
  return [...owners.values()];
}
