import { describe, expect, it } from 'vitest';
import { examineSlack } from '../../../../src/adapters/place/slack/examine.ts';
import { aLog } from '../../../builders/log.ts';
import { appToken, botToken, openSlackDouble, type SlackDouble } from '../../../doubles/slack/slack.ts';

type Options = Parameters<typeof examineSlack>[0];

async function found(slack: SlackDouble, changes: Partial<Options> = {}) {
  slack.grant(allScopes);
  return foundWith(slack, changes);
}

function foundWith(slack: SlackDouble, changes: Partial<Options> = {}) {
  return examineSlack({
    name: 'slack',
    team: 'T0SHOP',
    channel: 'C0DEPLOYS',
    token: botToken,
    hasSigningSecret: true,
    appToken: null,
    apiUrl: slack.apiUrl,
    clock: Date.now,
    log: aLog(),
    ...changes,
  })();
}

const allScopes = [
  'chat:write',
  'commands',
  'app_mentions:read',
  'im:write',
  'files:write',
  'channels:history',
  'groups:history',
  'im:history',
  'channels:read',
  'groups:read',
  'usergroups:read',
];

describe('what doctor finds on Slack', () => {
  it('is good when everything is there', async () => {
    await using slack = await openSlackDouble();
    const findings = await found(slack, { appToken });
    expect(findings.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it.each([
    ['a token of another workspace', { team: 'T0OTHER' }, 'Put T0SHOP into `team`'],
    ['a wrong token', { token: 'xoxb-wrong' }, 'the token is not valid'],
    ['a channel that Belay is not in', { channel: 'C0ELSEWHERE' }, '/invite @Belay'],
    ['a channel that is not there', { channel: 'C0NOWHERE' }, 'there is no such channel'],
    ['no way to hear anything', { hasSigningSecret: false }, 'neither a signing secret nor an app token'],
    ['a wrong app token', { appToken: 'xapp-wrong' }, 'connections:write'],
    ['a clock far off', { clock: () => Date.now() + 600_000 }, 'ahead of that of Slack'],
  ])('is an error for %s, with what to do', async (_what, changes, words) => {
    await using slack = await openSlackDouble();
    const errors = (await found(slack, changes)).filter(({ state }) => state === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.sentence).toContain(words);
  });

  it('names each missing scope and what it is for, as an error only where nothing works without it', async () => {
    await using slack = await openSlackDouble();
    const scopesOf = async (missing: readonly string[]) => {
      slack.grant(allScopes.filter((scope) => !missing.includes(scope)));
      return (await foundWith(slack)).filter(({ about }) => about.endsWith('scopes'));
    };
    const [warning] = await scopesOf(['im:write']);
    expect(warning).toMatchObject({ state: 'warning' });
    expect(warning?.sentence).toContain('lacks 1 scope: im:write (to ask approvers by direct message)');
    const [error] = await scopesOf(['im:write', 'chat:write']);
    expect(error).toMatchObject({ state: 'error' });
    expect(error?.sentence).toContain('lacks 2 scopes: chat:write (to post the card');
  });

  it('is one sentence and no exception when Slack is away, never with the token', async () => {
    await using slack = await openSlackDouble();
    slack.faults.down = true;
    const findings = await found(slack);
    expect(findings[0]?.sentence).toContain('Slack could not be reached');
    expect(JSON.stringify(findings)).not.toContain(botToken);
  });
});
