import { parse, stringify } from 'yaml';
import { type DiscordDouble, openDiscordDouble } from '../doubles/discord/discord.ts';
import { commentPayload } from '../doubles/github/payloads.ts';
import type { Account, Pull, Repository } from '../doubles/github/repository.ts';
import { type GithubDouble, startGithub } from '../doubles/github/start-github.ts';
import { addAccount, addCollaborator, addComment, addPull, addRepository } from '../doubles/github/state.ts';
import { botToken, openSlackDouble, type SlackDouble, signingSecret } from '../doubles/slack/slack.ts';
import { configuration, type TestService } from './configuration.ts';

/** A Slack workspace, a Discord server and a repository on GitHub, with the same people in all of them. */
export interface Towns extends AsyncDisposable {
  readonly slack: SlackDouble;
  readonly discord: DiscordDouble;
  readonly github: GithubDouble;
  readonly repository: Repository;
  readonly pull: Pull;
  /** belay.yml of one service that is released on all places. */
  configurationOf(service: TestService): string;
  /** Secrets by the names that it refers to. */
  variables(): Record<string, string>;
  /** Where the platforms deliver from now on. */
  deliverTo(url: string): void;
  /** Somebody comments on the pull request, and GitHub tells Belay. */
  comment(person: Person, body: string): Promise<void>;
  /** Bodies of what Belay has written under the pull request. */
  answers(): readonly string[];
}

export type Person = 'ana' | 'bo' | 'di';

const users = { ana: 'U0ANA', bo: 'U0BO', di: 'U0DI' } as const;
export const slackUser = (person: Person): string => users[person];

const webhookSecret = 'between GitHub and Belay';

export async function openTowns(): Promise<Towns> {
  await using opening = new AsyncDisposableStack();
  const slack = opening.use(await openSlackDouble());
  const discord = opening.use(await openDiscordDouble());
  const github = opening.use(await startGithub());
  const repository = addRepository(github.state, 'acme/shop');
  const people = Object.fromEntries(
    Object.keys(users).map((person) => [person, addAccount(github.state, { login: `${person}-on-github` })]),
  ) as Record<Person, Account>;
  for (const account of Object.values(people)) addCollaborator(repository, account, 'write');
  const pull = addPull(github.state, repository, { author: people.ana, title: 'Faster checkout' });
  const open = opening.move();

  function accounts(person: Person) {
    const { bo, kim, lee } = discord.town;
    const onDiscord = { ana: lee, bo, di: kim }[person];
    return {
      slack: `${slack.state.team}/${users[person]}`,
      discord: onDiscord.id,
      github: String(people[person].id),
    };
  }

  return {
    slack,
    discord,
    github,
    repository,
    pull,
    configurationOf(service) {
      const root = parse(configuration([service]));
      for (const person of ['ana', 'bo', 'di'] as const) root.people[person].accounts = accounts(person);
      root.places = {
        console: { kind: 'console' },
        slack: {
          kind: 'slack',
          team: slack.state.team,
          channel: 'C0DEPLOYS',
          token: { env: 'SLACK_TOKEN' },
          signing_secret: { env: 'SLACK_SIGNING_SECRET' },
          api_url: slack.apiUrl,
        },
        discord: {
          kind: 'discord',
          guild: discord.guild,
          channel: discord.channel,
          token: { env: 'DISCORD_TOKEN' },
          api_url: discord.api,
        },
        github: {
          kind: 'github',
          repository: repository.fullName,
          app: String(github.state.appId),
          private_key: { env: 'GITHUB_KEY' },
          webhook_secret: { env: 'GITHUB_WEBHOOK_SECRET' },
          api_url: github.url,
        },
      };
      root.environments = { demo: { places: ['console', 'slack', 'discord', 'github'] } };
      root.services[service.name].repository = repository.fullName;
      return stringify(root);
    },
    variables: () => {
      return {
        SLACK_TOKEN: botToken,
        SLACK_SIGNING_SECRET: signingSecret,
        DISCORD_TOKEN: discord.token,
        GITHUB_KEY: github.key.privateKey,
        GITHUB_WEBHOOK_SECRET: webhookSecret,
      };
    },
    deliverTo(url) {
      slack.sendTo({ kind: 'http', url: `${url}/places/slack`, secret: signingSecret });
      github.hook.target = { url: `${url}/places/github`, secret: webhookSecret };
    },
    async comment(person, body) {
      const said = { issue: pull.number, author: people[person], body };
      const comment = addComment(github.state, repository, said);
      await github.hook.send('issue_comment', commentPayload(repository, comment));
    },
    answers: () =>
      [...repository.comments.values()]
        .filter(({ author }) => author.id === github.state.bot.id)
        .map(({ body }) => body),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
