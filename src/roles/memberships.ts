import { oneOfEachOwner } from '../adapters/membership/github-teams.ts';
import { createMemberships } from '../adapters/membership/memberships.ts';
import { createAskDiscord } from '../adapters/place/discord/rest.ts';
import { openSlackClient } from '../adapters/place/slack/client.ts';
import type { Config, GithubPlace } from '../config/config.ts';
import type { Instant } from '../core/time.ts';
import type { GithubCalls } from '../ports/github-calls.ts';
import type { Log } from '../ports/log.ts';
import type { Memberships } from '../ports/memberships.ts';
import type { SecretOf } from './secrets.ts';

interface MembershipWiring {
  readonly config: Pick<Config, 'places'>;
  readonly secretOf: SecretOf;
  readonly githubOf: (place: GithubPlace) => GithubCalls;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** Asks with the credentials of the places. Those were there at the start, and are fetched when they are used. */
export function openMemberships({ config, secretOf, githubOf, clock, log }: MembershipWiring): Memberships {
  return createMemberships({
    slackOf(team) {
      const place = config.places.find((one) => one.kind === 'slack' && one.team === team);
      if (place?.kind !== 'slack') return null;
      return openSlackClient({ token: secretOf(place.token), apiUrl: place.apiUrl, log });
    },
    discordOf(guild) {
      const place = config.places.find((one) => one.kind === 'discord' && one.guild === guild);
      if (place?.kind !== 'discord') return null;
      return createAskDiscord({ name: place.name, token: secretOf(place.token), apiUrl: place.apiUrl });
    },
    githubApps: () =>
      config.places.flatMap((place) =>
        place.kind === 'github'
          ? [
              {
                client: githubOf(place),
                repositories: oneOfEachOwner(place.repositories),
              },
            ]
          : [],
      ),
    pagerOf(name) {
      const place = config.places.find((one) => one.name === name);
      if (place?.kind !== 'pager' || place.provider.kind !== 'pagerduty') return null;
      const { token, apiUrl } = place.provider;
      return token === null ? null : { token: secretOf(token), apiUrl };
    },
    clock,
    log,
  });
}
