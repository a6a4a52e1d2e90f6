import { createConsole } from '../adapters/place/console.ts';
import { createDiscordPlace } from '../adapters/place/discord/place.ts';
import { createAskDiscord } from '../adapters/place/discord/rest.ts';
import { openGithub } from '../adapters/place/github/client.ts';
import { createGithubIssues } from '../adapters/place/github/issues.ts';
import { createGithubPlace, type GithubPlace } from '../adapters/place/github/place.ts';
import { createLogPlace } from '../adapters/place/log.ts';
import { createPace } from '../adapters/place/pace.ts';
import { createSlackPlace } from '../adapters/place/slack/slack-place.ts';
import type {
  AccountPlace,
  Config,
  DiscordPlace,
  GithubPlace as GithubConfig,
  GithubIssuePlace,
  SlackPlace,
} from '../config/config.ts';
import type { PersonId, PlaceName, RolloutId } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';
import type { GithubCalls } from '../ports/github-calls.ts';
import type { Log } from '../ports/log.ts';
import type { Place } from '../ports/place.ts';
import type { Protect } from '../ports/protection.ts';
import type { Store } from '../ports/store.ts';
import { openNoticePlace } from './notice-places.ts';
import { openPager } from './pager-places.ts';
import type { SecretOf } from './secrets.ts';

export interface PlaceParts {
  readonly config: Pick<Config, 'places' | 'people' | 'repositories'>;
  readonly secretOf: SecretOf;
  /** The console's address as people type it; null when nobody said it. */
  readonly publicUrl: string | null;
  readonly store: Store;
  readonly clock: () => Instant;
  readonly log: Log;
}

export interface Places {
  /** Where Belay speaks, by the names of belay.yml. */
  readonly placeOf: (name: PlaceName) => Place | null;
  /** What the handler of a GitHub place shares with it. @throws TypeError for a place that is none */
  readonly githubOf: (name: PlaceName) => OpenGithub;
  /** Address of a rollout's live page; null when nobody knows it. */
  readonly linkOf: (rollout: string) => string | null;
}

export interface OpenGithub {
  readonly client: GithubCalls;
  readonly protect: Protect;
}

/** @throws Failure secret-missing */
export function openPlaces(parts: PlaceParts): Places {
  const linkOf = linksTo(parts.publicUrl);
  const places = new Map<PlaceName, Place>();
  const github = new Map<PlaceName, OpenGithub>();
  const clientOf = githubClients(parts);
  for (const place of parts.config.places) {
    switch (place.kind) {
      case 'console':
        places.set(place.name, createConsole(place.name, parts.store.messages, parts.clock));
        break;
      case 'log':
        places.set(place.name, createLogPlace(place.name, parts.log));
        break;
      case 'slack':
        places.set(place.name, openSlackPlace(parts, place, linkOf));
        break;
      case 'discord':
        places.set(place.name, openDiscordPlace(parts, place, linkOf));
        break;
      case 'github': {
        const client = clientOf(place.name);
        const opened = openGithubPlace(parts, place, client, linkOf);
        places.set(place.name, opened);
        github.set(place.name, { client, protect: opened.protect });
        break;
      }
      case 'github-issue':
        places.set(place.name, openGithubIssues(parts, place, clientOf(place.app), linkOf));
        break;
      case 'pager':
        places.set(place.name, openPager(place, { ...parts, linkOf }));
        break;
      default:
        places.set(place.name, openNoticePlace(place, parts));
    }
  }
  return {
    placeOf: (name) => places.get(name) ?? null,
    linkOf,
    githubOf(name) {
      const found = github.get(name);
      if (found === undefined) throw new TypeError(`${name} is no GitHub place`);
      return found;
    },
  };
}

function linksTo(publicUrl: string | null): Places['linkOf'] {
  return (rollout) => (publicUrl === null ? null : `${publicUrl}/#/${rollout}`);
}

function accountsOn({ config }: PlaceParts, place: AccountPlace): (person: PersonId) => string | null {
  return (person) => config.people.find(({ id }) => id === person)?.accounts[place] ?? null;
}

function openSlackPlace(parts: PlaceParts, config: SlackPlace, linkOf: Places['linkOf']): Place {
  const { name, team, channel, token, apiUrl } = config;
  const { store, secretOf, clock, log } = parts;
  const accountOf = accountsOn(parts, 'slack');
  return createSlackPlace({
    name,
    channel,
    token: secretOf(token),
    apiUrl,
    posts: store.posts,
    userOf(person) {
      const [workspace, user] = accountOf(person)?.split('/') ?? [];
      return workspace === team && user !== undefined ? user : null;
    },
    linkOf,
    clock,
    log,
  });
}

function openDiscordPlace(
  parts: PlaceParts,
  { name, guild, channel, token, apiUrl }: DiscordPlace,
  linkOf: Places['linkOf'],
): Place {
  const { store, secretOf, clock } = parts;
  const ask = createAskDiscord({ name, token: secretOf(token), apiUrl });
  const accountOf = accountsOn(parts, 'discord');
  return createDiscordPlace({ name, guild, channel, ask, posts: store.posts, clock, accountOf, linkOf });
}

/** One client for each App, whichever places speak through it. */
function githubClients({ config, secretOf }: PlaceParts): (name: PlaceName) => GithubCalls {
  const opened = new Map<PlaceName, GithubCalls>();
  return (name) => {
    const place = config.places.find((one) => one.name === name);
    if (place?.kind !== 'github') throw new TypeError(`${name} is no GitHub place`);
    const { app, privateKey, apiUrl } = place;
    const client = opened.get(name) ?? openGithub({ app, privateKey: secretOf(privateKey), apiUrl });
    opened.set(name, client);
    return client;
  };
}

function openGithubIssues(
  { store, clock, log }: PlaceParts,
  { name, repository, labels }: GithubIssuePlace,
  client: GithubCalls,
  linkOf: Places['linkOf'],
): Place {
  const turn = createPace(betweenWrites, clock);
  const { posts } = store;
  const mention = 'belay';
  return createGithubIssues({ name, repository, labels, mention, linkOf, client, posts, turn, clock, log });
}

/** GitHub asks for a second between two requests that write, whatever they write. */
const betweenWrites = 1000;

function openGithubPlace(
  { store, config, clock, log }: PlaceParts,
  { name, repositories }: GithubConfig,
  client: GithubCalls,
  linkOf: (rollout: RolloutId) => string | null,
): GithubPlace {
  return createGithubPlace({
    name,
    repositories,
    repositoryOf: (service) => config.repositories[service] ?? null,
    mention: 'belay',
    client,
    posts: store.posts,
    messages: store.messages,
    outbox: store,
    events: store,
    turn: createPace(betweenWrites, clock),
    linkOf,
    clock,
    log,
  });
}
