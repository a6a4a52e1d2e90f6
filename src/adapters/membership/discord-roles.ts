import { z } from 'zod';
import type { RoleSource } from '../../core/access/role-source.ts';
import type { Member } from '../../ports/memberships.ts';
import type { AskDiscord } from '../place/discord/rest.ts';
import { busyOrAway } from './unknown.ts';

const GuildMember = z.object({ user: z.object({ id: z.string() }), roles: z.array(z.string()) });

/** Unknown member, unknown user: somebody who is not on the server. */
const notThere = [10_007, 10_013];

/**
 * Which of these people have a role. Each is asked for alone: all members are told only to bots that may read who is on
 * a server, which Belay's need not.
 * @throws Failure membership-unknown
 */
export async function withDiscordRole(
  ask: AskDiscord,
  { guild, role }: Extract<RoleSource, { kind: 'discord-role' }>,
  accounts: readonly string[],
): Promise<readonly Member[]> {
  try {
    const found = await Promise.all(
      accounts.map(async (account) => {
        const answer = await ask({ method: 'GET', path: `/guilds/${guild}/members/${account}` }, notThere);
        if (answer.kind === 'refused') return [];
        const member = GuildMember.parse(answer.body);
        const has = member.user.id === account && member.roles.includes(role);
        return has ? [{ account, until: null }] : [];
      }),
    );
    return found.flat();
  } catch (error) {
    throw busyOrAway(
      'Discord',
      error,
      'Check that the bot is on that server and `discord_role` in belay.yml; `belay doctor` says more.',
    );
  }
}
