import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemberships } from '../../../src/adapters/membership/memberships.ts';
import { createAskDiscord } from '../../../src/adapters/place/discord/rest.ts';
import { openGithub } from '../../../src/adapters/place/github/client.ts';
import { openSlackClient } from '../../../src/adapters/place/slack/client.ts';
import type { RoleSource } from '../../../src/core/access/role-source.ts';
import { PlaceName } from '../../../src/core/ids.ts';
import { aLog } from '../../builders/log.ts';
import { type DiscordDouble, openDiscordDouble } from '../../doubles/discord/discord.ts';
import { type GithubDouble, startGithub } from '../../doubles/github/start-github.ts';
import { addAccount, addRepository } from '../../doubles/github/state.ts';
import { type Pagerduty, startPagerduty } from '../../doubles/pagerduty/pagerduty.ts';
import { botToken, openSlackDouble, type SlackDouble } from '../../doubles/slack/slack.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const pagerPlace = PlaceName.parse('pager');
const group: RoleSource = { kind: 'slack-group', team: 'T0SHOP', group: 'S0LEADS' };
const schedule: RoleSource = { kind: 'on-call', place: pagerPlace, schedule: 'PROTA1' };

let slack: SlackDouble;
let discord: DiscordDouble;
let github: GithubDouble;
let pager: Pagerduty;

beforeAll(async () => {
  [slack, discord, github, pager] = await Promise.all([
    openSlackDouble(),
    openDiscordDouble(),
    startGithub(),
    startPagerduty(),
  ]);
});
afterAll(async () => {
  await Promise.all([slack, discord, github, pager].map((one) => one[Symbol.asyncDispose]()));
});

function open({ patience = 2000, token = pager.token }: { patience?: number; token?: string } = {}) {
  const log = aLog();
  const client = openGithub({
    app: String(github.state.appId),
    privateKey: github.key.privateKey,
    apiUrl: github.url,
  });
  return createMemberships({
    slackOf: (team) =>
      team === 'T0SHOP' ? openSlackClient({ token: botToken, apiUrl: slack.apiUrl, log }) : null,
    discordOf: () => createAskDiscord({ name: 'discord', token: discord.token, apiUrl: discord.api }),
    githubApps: () => [{ client, repositories: ['acme/shop'] }],
    pagerOf: (name) => (name === pagerPlace ? { token, apiUrl: pager.url } : null),
    clock: () => now,
    log,
    patience,
  });
}

async function reasonOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'it was found out',
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  );
}

describe('who is in a Slack user group', () => {
  const accounts = ['T0SHOP/U0ANA', 'T0SHOP/U0BO', 'T0ELSE/U0ANA'];

  it('is asked by ids, in its own workspace', async () => {
    slack.state.usergroups.set('S0LEADS', ['U0ANA', 'U0NOBODY']);
    expect(await open().among(group, accounts)).toEqual([{ account: 'T0SHOP/U0ANA', until: null }]);
    slack.state.usergroups.set('S0LEADS', []);
    expect(await open().among(group, accounts)).toEqual([]);
  });

  it('cannot be found out without the scope, for a group that is gone, in a crowd, or when Slack is away', async () => {
    slack.grant(['chat:write']);
    expect(await reasonOf(open().among(group, accounts))).toBe(
      'membership-unknown: Slack does not say who is in the user group S0LEADS: the app lacks the scope usergroups:read. Install it again with the scopes of docs/slack-manifest.yml.',
    );
    slack.grant(['usergroups:read']);
    expect(await reasonOf(open().among({ ...group, group: 'S0GONE' }, accounts))).toContain(
      'there is no such user group. Correct `slack_group` in belay.yml.',
    );
    expect(await reasonOf(open().among({ ...group, team: 'T0ELSE' }, accounts))).toContain(
      'No place of belay.yml can be asked',
    );
    slack.faults.down = true;
    expect(await reasonOf(open().among(group, accounts))).toBe(
      'membership-unknown: Slack could not be asked. Try again in a moment.',
    );
    slack.faults.down = false;
    slack.faults.limited = true;
    for (let n = 0; n < 20; n += 1)
      await open()
        .among(group, accounts)
        .catch(() => undefined);
    expect(await reasonOf(open().among(group, accounts))).toBe(
      'membership-unknown: Slack takes no more questions for a moment. Try again in a minute.',
    );
    slack.faults.limited = false;
  });

  it('is waited for no longer than a moment', async () => {
    slack.faults.slowBy = 1000;
    expect(await reasonOf(open({ patience: 50 }).among(group, accounts))).toBe(
      'membership-unknown: Slack did not answer within 50ms. Try again in a moment.',
    );
    slack.faults.slowBy = 0;
  });

  it('is asked of nobody when nobody has an account there', async () => {
    const before = slack.state.calls.length;
    expect(await open().among(group, [])).toEqual([]);
    expect(slack.state.calls).toHaveLength(before);
  });
});

describe('who has a Discord role', () => {
  it('is asked for each person alone, by ids', async () => {
    const { guild, bo, kim, stranger } = discord.town;
    const there = discord.state.guilds.get(guild);
    const role = discord.state.newId();
    there?.members.set(bo.id, [role]);
    there?.members.delete(stranger.id);
    const source: RoleSource = { kind: 'discord-role', guild, role };
    const accounts = [bo.id, kim.id, stranger.id, '1'];
    expect(await open().among(source, accounts)).toEqual([{ account: bo.id, until: null }]);
    const elsewhere = { ...source, guild: '1100000000000000009' };
    expect(await reasonOf(open().among(elsewhere, [bo.id]))).toMatch(
      /^membership-unknown: Discord does not say\. Check that the bot is on that server/,
    );
  });
});

describe('who is in a GitHub team', () => {
  const source: RoleSource = { kind: 'github-team', organization: '1', team: '77' };

  it('is asked by ids alone, page by page, whatever people call themselves', async () => {
    const repository = addRepository(github.state, 'acme/shop', {
      permissions: { metadata: 'read', members: 'read' },
    });
    const many = Array.from({ length: 130 }, (_, n) => addAccount(github.state, { login: `p${n}` }));
    github.state.teams.push({ organization: 1, id: 77, members: many });
    const last = many.at(-1);
    if (last === undefined || repository.installation === null) throw new TypeError('nobody is there');
    expect(await open().among(source, [String(last.id), '999999'])).toEqual([
      { account: String(last.id), until: null },
    ]);
    last.login = 'renamed';
    expect(await open().among(source, [String(last.id)])).toHaveLength(1);
    expect(github.state.requests.some(({ path }) => path.includes('renamed'))).toBe(false);
  });

  it('cannot be found out for a team of another organization, or without the permission', async () => {
    expect(await reasonOf(open().among({ ...source, organization: '2' }, ['5']))).toContain(
      'the App has the organization permission “Members: Read-only” in the organization 2',
    );
    const installation = github.state.repositories[0]?.installation;
    if (installation != null) delete installation.permissions['members'];
    expect(await reasonOf(open().among(source, ['5']))).toMatch(/^membership-unknown: GitHub does not say\./);
  });
});

describe('who is on call', () => {
  const hour = 3_600_000;
  const entry = { schedule: 'PROTA1', level: 1, start: now - hour, end: now + hour };

  it('is whoever is called first at this moment, and until when', async () => {
    pager.onCalls.push(
      { ...entry, user: 'PANA01' },
      { ...entry, user: 'PNEXT1', start: now + hour, end: now + 2 * hour },
      { ...entry, user: 'PPAST1', start: now - hour, end: now },
      { ...entry, user: 'PCHIEF', level: 2 },
      { ...entry, user: 'POTHER', schedule: 'POTHR1' },
    );
    const accounts = ['PANA01', 'PNEXT1', 'PPAST1', 'PCHIEF', 'POTHER'];
    expect(await open().among(schedule, accounts)).toEqual([{ account: 'PANA01', until: now + hour }]);
    pager.onCalls.push({ ...entry, user: 'PBO001', start: null, end: null });
    expect(await open().among(schedule, ['PBO001'])).toEqual([{ account: 'PBO001', until: null }]);
  });

  it('hands over at the very moment, not before', async () => {
    pager.onCalls.splice(0, Infinity, { ...entry, user: 'PANA01', end: now + 500 });
    pager.onCalls.push({ ...entry, user: 'PBO001', start: now + 500 });
    expect(await open().among(schedule, ['PANA01', 'PBO001'])).toEqual([
      { account: 'PANA01', until: now + 500 },
    ]);
  });

  it('cannot be found out with a wrong token, or while PagerDuty is unwell, and the token is not told', async () => {
    const refused = await reasonOf(open({ token: 'wrong-token' }).among(schedule, ['PANA01']));
    expect(refused).toContain('PagerDuty does not take the API token');
    expect(refused).not.toContain('wrong-token');
    pager.failing = 503;
    expect(await reasonOf(open().among(schedule, ['PANA01']))).toContain('answered with status 503');
    pager.failing = 429;
    expect(await reasonOf(open().among(schedule, ['PANA01']))).toContain('takes no more questions');
    pager.failing = null;
  });
});
