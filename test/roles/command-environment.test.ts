import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { commandEnvironment } from '../../src/roles/command-environment.ts';
import { nowhere } from '../handlers/jobs/shop.ts';

const places = `places:
  slack: { kind: slack, team: T1, channel: C1, token: { env: S_TOKEN }, signing_secret: { env: S_SIGNING }, app_token: { env: S_APP } }
  discord: { kind: discord, guild: "12345", channel: "23456", token: { env: D_TOKEN } }
  github: { kind: github, repository: a/b, app: "1", private_key: { env: G_KEY }, webhook_secret: { env: G_HOOK } }`;
const configuration = `${nowhere.replace('places:', places)}
sources:
  prometheus: { kind: prometheus, url: "http://127.0.0.1:9090", token: { env: PROM_TOKEN } }
  other: { kind: prometheus, url: "http://127.0.0.1:9091", basic: { user: belay, password: { env: PROM_PASSWORD } } }
signals:
  alerts: { kind: alertmanager, token: { env: ALERTS_TOKEN } }
  helpdesk: { kind: signed, secret: { env: HELPDESK_SECRET }, events: [complaint] }
`;

it('keeps what is secret from the commands of a plan, and nothing else', () => {
  const loaded = loadConfig('belay.yml', () => configuration);
  if (loaded.kind === 'invalid')
    throw new Error(loaded.diagnostics.map(({ sentence }) => sentence).join('\n'));
  const secrets = {
    BELAY_TOKEN: 's',
    BELAY_SESSION_KEY: 's',
    DATABASE_URL: 's',
    REDIS_URL: 's',
    DATABASE_URL_FILE: 's',
    REDIS_URL_FILE: 's',
    PGPASSWORD: 's',
    PGPASSFILE: 's',
    PGSERVICEFILE: 's',
    PGHOST: 's',
    PROM_TOKEN: 's',
    PROM_PASSWORD: 's',
    ALERTS_TOKEN: 's',
    HELPDESK_SECRET: 's',
    S_TOKEN: 's',
    S_SIGNING: 's',
    S_APP: 's',
    D_TOKEN: 's',
    G_KEY: 's',
    G_HOOK: 's',
  };
  const variables = {
    ...secrets,
    PATH: '/bin',
    PG_DUMPS: '/dumps',
    APP_DATABASE_URL: 'postgres://app',
    UNSET: undefined,
  };
  expect(commandEnvironment(loaded.config, variables)).toEqual({
    PATH: '/bin',
    PG_DUMPS: '/dumps',
    APP_DATABASE_URL: 'postgres://app',
  });
});
