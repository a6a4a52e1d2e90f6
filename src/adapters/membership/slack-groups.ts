import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { RoleSource } from '../../core/access/role-source.ts';
import type { Member } from '../../ports/memberships.ts';
import { slackCode, slackFailure } from '../place/slack/slack-failure.ts';
import { busyOrAway, unknownMembership } from './unknown.ts';

const Listed = z.object({ users: z.array(z.string()) });

/** What people can do about what Slack refuses. */
const remedies: Readonly<Record<string, string>> = {
  missing_scope:
    'the app lacks the scope usergroups:read. Install it again with the scopes of docs/slack-manifest.yml',
  no_such_subteam: 'there is no such user group. Correct `slack_group` in belay.yml',
  plan_upgrade_required: 'this workspace has no user groups. Name people under `people` instead',
  team_not_found: 'the app is not in that workspace. Correct `slack_group` in belay.yml',
};

/** Everybody in a user group. @throws Failure membership-unknown */
export async function inSlackGroup(
  client: Pick<WebClient, 'usergroups'>,
  { team, group }: Extract<RoleSource, { kind: 'slack-group' }>,
): Promise<readonly Member[]> {
  try {
    const { users } = Listed.parse(await client.usergroups.users.list({ usergroup: group, team_id: team }));
    return users.map((user) => ({ account: `${team}/${user}`, until: null }));
  } catch (error) {
    const code = slackCode(error) ?? '';
    const remedy = Object.hasOwn(remedies, code) ? remedies[code] : undefined;
    if (remedy !== undefined)
      throw unknownMembership(`Slack does not say who is in the user group ${group}: ${remedy}.`, error);
    const doing = `say who is in the user group ${group}`;
    throw busyOrAway('Slack', slackFailure(error, doing), '`belay doctor` looks at what the place needs.');
  }
}
