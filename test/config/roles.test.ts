import { describe, expect, it, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { twoServices } from '../commands/configuration.ts';
import { changed } from './configuration.ts';

const places = `  console: { kind: console }
  slack: { kind: slack, team: T0SHOP, channel: C0DEPLOYS, token: { env: X }, signing_secret: { env: X } }
  discord: { kind: discord, guild: "12345678", channel: "12345679", token: { env: X } }
  github: { kind: github, repository: acme/shop, app: "1", private_key: { env: X }, webhook_secret: { env: X } }
  pager: { kind: pager, provider: pagerduty, key: { env: X }, token: { env: X } }
  dumb: { kind: pager, provider: pagerduty, key: { env: X } }
`;
const withPlaces = changed('  console: { kind: console }\n', places, twoServices);

function check(roles: string, base = withPlaces) {
  const loaded = loadConfig('belay.yml', () => `${base}\nroles:\n${roles}`);
  return loaded.kind === 'config'
    ? loaded.config.roles
    : errorsOf(loaded.diagnostics).map(({ code, sentence }) => `${code}: ${sentence}`);
}

function errorsOf<T extends { readonly severity: string }>(found: readonly T[]): readonly T[] {
  return found.filter(({ severity }) => severity === 'error');
}

describe('a role whose holders are found elsewhere', () => {
  it('names its groups and schedules by ids, and how to reach them', () => {
    const roles = `  sre:
    slack_group: T0SHOP/S0SRE
    discord_role: "12345678/99999999"
    github_team: "42/77"
    on_call: { place: pager, schedule: PROTA1 }
    contact: { phone: "+49 30 1", email: sre@example.com, available: always }
`;
    expect(check(roles)).toEqual([
      {
        name: 'sre',
        sources: [
          { kind: 'slack-group', team: 'T0SHOP', group: 'S0SRE' },
          { kind: 'discord-role', guild: '12345678', role: '99999999' },
          { kind: 'github-team', organization: '42', team: '77' },
          { kind: 'on-call', place: 'pager', schedule: 'PROTA1' },
        ],
        contact: { phone: '+49 30 1', email: 'sre@example.com', available: 'always' },
      },
    ]);
  });

  test.each([
    ['slack_group: T0OTHER/S0SRE', 'no-source: No place of kind `slack` is in the workspace `T0OTHER`'],
    [
      'discord_role: "99999999/99999999"',
      'no-source: No place of kind `discord` is on the server `99999999`',
    ],
    ['on_call: { place: console, schedule: PROTA1 }', 'no-source: `console` is no pager of provider'],
    [
      'on_call: { place: dumb, schedule: PROTA1 }',
      "no-source: `dumb` has no `token` of PagerDuty's REST API",
    ],
    ['on_call: { place: pager, schedule: Weekly rota }', 'no-source: `Weekly rota` is no id of a schedule'],
    ['slack_group: "@sre"', 'wrong-value: A Slack user group is written `TEAM_ID/GROUP_ID`'],
    ['discord_role: sre', 'wrong-value: A Discord role is written `GUILD_ID/ROLE_ID`'],
    ['github_team: acme/sre', 'wrong-value: A GitHub team is written `ORG_ID/TEAM_ID`'],
  ])('is refused where nobody could be asked: %s', (line, expected) => {
    const found = check(`  sre: { ${line} }\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it('needs a GitHub place for a team', () => {
    const found = check('  sre: { github_team: "42/77" }\n', twoServices);
    expect(found[0]).toContain('no-source: No place is of kind `github`');
  });

  it('is found at its line and column', () => {
    const loaded = loadConfig(
      'belay.yml',
      () => `${withPlaces}\nroles:\n  sre: { slack_group: T0OTHER/S0SRE }\n`,
    );
    const line = withPlaces.split('\n').length + 2;
    expect(loaded.kind === 'invalid' ? errorsOf(loaded.diagnostics)[0] : null).toMatchObject({
      line,
      column: 23,
    });
  });
});

describe('a role that nobody holds', () => {
  const asked = (role: string) => changed('  approve: lead\n', `  approve: ${role}\n`, withPlaces);

  it('cannot be used, even when it is said how to reach its holders', () => {
    const contact = 'contact: { email: cto@example.com, available: escalation-only }';
    expect(check(`  cto: { ${contact} }\n`, asked('cto'))).toEqual([
      'unknown-reference: Nobody holds the role `cto`. Give it to somebody under `people`, or say under `roles` where its holders are found.',
    ]);
  });

  it('can be used once it is said where they are found', () => {
    const found = check('  cto: { slack_group: T0SHOP/S0CTO }\n', asked('cto'));
    expect(found).toMatchObject([{ name: 'cto' }]);
  });
});
