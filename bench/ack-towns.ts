import { setTimeout as sleep } from 'node:timers/promises';
import { type DiscordDouble, openDiscordDouble } from '../test/doubles/discord/discord.ts';
import type { Account, Pull, Repository } from '../test/doubles/github/repository.ts';
import { type GithubDouble, startGithub } from '../test/doubles/github/start-github.ts';
import { addAccount, addCollaborator, addPull, addRepository } from '../test/doubles/github/state.ts';
import { botToken, openSlackDouble, type SlackDouble, signingSecret } from '../test/doubles/slack/slack.ts';
import { fleetConfiguration } from './fleet-configuration.ts';

/** A Slack, a Discord and a GitHub on this machine, with ana in each of them. */
export interface Towns extends AsyncDisposable {
  readonly slack: SlackDouble;
  readonly discord: DiscordDouble;
  readonly github: GithubDouble;
  readonly repository: Repository;
  readonly pulls: readonly Pull[];
  readonly ana: { readonly slack: string; readonly github: Account };
  /** From now on every call of Belay's is answered so much later, in milliseconds; 0 at once. */
  slowBy(millis: number): void;
}

/** Answers list what stands in their thread, so all of them in one would make each slower than the one before. */
const threads = 100;
export const webhookSecret = 'between GitHub and Belay';
const anaOnSlack = 'U0ANA';

export async function openTowns(): Promise<Towns> {
  await using opening = new AsyncDisposableStack();
  const slack = opening.use(await openSlackDouble());
  const discord = opening.use(await openDiscordDouble());
  const github = opening.use(await startGithub());
  const repository = addRepository(github.state, 'acme/shop');
  const ana = addAccount(github.state, { login: 'ana-on-github' });
  addCollaborator(repository, ana, 'write');
  const pulls = Array.from({ length: threads }, () => addPull(github.state, repository, { author: ana }));
  let mendDiscord = () => {};
  const opened = opening.move();
  return {
    ...{ slack, discord, github, repository, pulls },
    ana: { slack: anaOnSlack, github: ana },
    slowBy(millis) {
      slack.faults.slowBy = millis;
      github.failures.clear();
      mendDiscord();
      if (millis === 0) return;
      mendDiscord = discord.faults.add({ how: { kind: 'slow', millis } });
      github.failures.add({
        kind: 'slow',
        // Each request waits for one of its own.
        get until() {
          return sleep(millis);
        },
      });
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** belay.yml of so many services, told on Slack and Discord, by people who may also come from GitHub. */
export function configurationOf({ slack, discord, github, repository, ana }: Towns, size: number): string {
  const accounts = `slack: ${slack.state.team}/${ana.slack}, discord: "${discord.town.bo.id}", github: "${ana.github.id}"`;
  return fleetConfiguration({
    size,
    interval: '10s',
    router: 'haproxy',
    people: `{ ana: { roles: [lead], accounts: { ${accounts} } } }`,
    places: `
  slack:
    kind: slack
    team: ${slack.state.team}
    channel: C0DEPLOYS
    token: { env: SLACK_TOKEN }
    signing_secret: { env: SLACK_SIGNING_SECRET }
    api_url: "${slack.apiUrl}"
  discord:
    kind: discord
    guild: "${discord.guild}"
    channel: "${discord.channel}"
    token: { env: DISCORD_TOKEN }
    public_key: "${discord.publicKey}"
    api_url: "${discord.api}"
  github:
    kind: github
    repository: ${repository.fullName}
    app: "${github.state.appId}"
    private_key: { env: GITHUB_KEY }
    webhook_secret: { env: GITHUB_WEBHOOK_SECRET }
    api_url: "${github.url}"`,
    told: ['slack', 'discord'],
  });
}

/** Secrets by the names that belay.yml refers to. */
export function secretsOf({ discord, github }: Towns): Readonly<Record<string, string>> {
  return {
    SLACK_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    DISCORD_TOKEN: discord.token,
    GITHUB_KEY: github.key.privateKey,
    GITHUB_WEBHOOK_SECRET: webhookSecret,
  };
}
