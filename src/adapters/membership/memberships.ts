import type { WebClient } from '@slack/web-api';
import { type RoleSource, sourceWords } from '../../core/access/role-source.ts';
import { Failure } from '../../core/failure.ts';
import type { PlaceName } from '../../core/ids.ts';
import { formatDuration, type Instant, type Millis } from '../../core/time.ts';
import type { Log } from '../../ports/log.ts';
import type { Member, Memberships } from '../../ports/memberships.ts';
import type { AskDiscord } from '../place/discord/rest.ts';
import { withDiscordRole } from './discord-roles.ts';
import { type InstalledApp, inGithubTeam } from './github-teams.ts';
import { onCall, type PagerdutyRest } from './pagerduty-schedule.ts';
import { inSlackGroup } from './slack-groups.ts';
import { unknownMembership } from './unknown.ts';

export interface MembershipParts {
  /** Null for a workspace without a place. */
  readonly slackOf: (team: string) => Pick<WebClient, 'usergroups'> | null;
  readonly discordOf: (guild: string) => AskDiscord | null;
  readonly githubApps: () => readonly InstalledApp[];
  readonly pagerOf: (place: PlaceName) => PagerdutyRest | null;
  readonly clock: () => Instant;
  readonly log: Log;
  /** How long an answer is waited for. */
  readonly patience?: Millis;
}

const usualPatience: Millis = 2000;

/** Asks whoever keeps a group, each by its own API. */
export function createMemberships(parts: MembershipParts): Memberships {
  const { log, patience = usualPatience } = parts;
  return {
    async among(source, accounts) {
      if (accounts.length === 0) return [];
      const given = new Set(accounts);
      const giveUp = AbortSignal.timeout(patience);
      try {
        const members = await Promise.race([
          ask(parts, source, accounts, giveUp),
          lateAfter(giveUp, source, patience),
        ]);
        return members.filter(({ account }) => given.has(account));
      } catch (error) {
        log.warn({ err: error, source }, 'it could not be found out who holds a role');
        if (error instanceof Failure && error.code === 'membership-unknown') throw error;
        throw unknownMembership(
          `${sourceWords(source)} could not be read. \`belay doctor\` looks at it.`,
          error,
        );
      }
    },
  };
}

async function ask(
  parts: MembershipParts,
  source: RoleSource,
  accounts: readonly string[],
  signal: AbortSignal,
): Promise<readonly Member[]> {
  switch (source.kind) {
    case 'slack-group': {
      const client = parts.slackOf(source.team);
      return client === null ? nobodyToAsk(source) : inSlackGroup(client, source);
    }
    case 'discord-role': {
      const discord = parts.discordOf(source.guild);
      return discord === null ? nobodyToAsk(source) : withDiscordRole(discord, source, accounts);
    }
    case 'github-team':
      return inGithubTeam(parts.githubApps(), source);
    case 'on-call': {
      const pager = parts.pagerOf(source.place);
      return pager === null ? nobodyToAsk(source) : onCall(pager, source, parts.clock(), signal);
    }
  }
}

function nobodyToAsk(source: RoleSource): never {
  throw unknownMembership(`No place of belay.yml can be asked for ${sourceWords(source)}.`);
}

function lateAfter(signal: AbortSignal, source: RoleSource, patience: Millis): Promise<never> {
  return new Promise((_, reject) => {
    const late = () =>
      reject(
        unknownMembership(
          `${platforms[source.kind]} did not answer within ${formatDuration(patience)}. Try again in a moment.`,
        ),
      );
    signal.addEventListener('abort', late, { once: true });
  });
}

const platforms = {
  'slack-group': 'Slack',
  'discord-role': 'Discord',
  'github-team': 'GitHub',
  'on-call': 'PagerDuty',
} as const satisfies Record<RoleSource['kind'], string>;
