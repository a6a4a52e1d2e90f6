import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../src/config/compile.ts';
import { loadConfig } from '../../src/config/load.ts';
import { changed, small } from './configuration.ts';

const slack = 'kind: slack, team: T1, channel: C1, token: { env: S }, signing_secret: { env: SS }';
const github =
  'kind: github, repository: acme/shop, app: "1", private_key: { env: G }, webhook_secret: { env: GS }';

function diagnostics(text: string) {
  const loaded = loadConfig('belay.yml', () => text);
  return (loaded.kind === 'invalid' ? loaded.diagnostics : loaded.warnings).map(({ code, sentence }) => ({
    code,
    sentence,
  }));
}

const withPlaces = (places: string, text = small) => text.replace('routers:', `places:\n${places}\nrouters:`);

function load(text: string) {
  const loaded = loadConfig('belay.yml', () => text);
  if (loaded.kind === 'invalid') throw new Error(loaded.diagnostics.map((one) => one.sentence).join('\n'));
  return loaded.config;
}

describe('a place', () => {
  it.each([
    ['without a team', `  s: { ${slack.replace('team: T1, ', '')} }`, 'missing-key', 'needs `team`'],
    [
      'by its name',
      `  s: { ${slack.replace('C1', '"#deployments"')} }`,
      'wrong-value',
      'a name can change hands',
    ],
    [
      'that nothing can reach',
      `  s: { ${slack.replace(', signing_secret: { env: SS }', '')} }`,
      'missing-key',
      'Socket Mode',
    ],
    [
      'without its webhook secret',
      `  g: { ${github.replace(', webhook_secret: { env: GS }', '')} }`,
      'missing-key',
      'in the name of GitHub',
    ],
    [
      'of a server that is no id',
      '  d: { kind: discord, guild: shop, channel: "12345", token: { env: D } }',
      'wrong-value',
      'needs an id',
    ],
    [
      'that opens issues without an App',
      '  i: { kind: github-issue, repository: acme/ops }',
      'missing-key',
      'kind `github`',
    ],
    [
      'with a repository that another one has',
      `  g: { ${github} }\n  h: { ${github} }`,
      'same-repository',
      'would count twice',
    ],
  ])('%s is a mistake with a sentence', (_what, places, code, words) => {
    const found = diagnostics(withPlaces(places));
    expect(found).toContainEqual({ code, sentence: expect.stringContaining(words) });
  });

  it.each([
    [
      'over http',
      'w: { kind: webhook, url: "http://hooks.example.com/x", secret: { env: S } }',
      'begins with `https://`',
    ],
    ['unsigned', 'w: { kind: webhook, url: "https://hooks.example.com/x" }', 'needs `secret`'],
    ['nowhere', 'w: { kind: blog, secret: { env: S } }', 'needs `url`'],
    [
      'on a page without its id',
      'w: { kind: status-page, provider: statuspage, url: "https://s.example.com", token: { env: T } }',
      'needs `page`',
    ],
    [
      'on a page of their own without an address',
      'w: { kind: status-page, provider: http, url: "https://s.example.com", secret: { env: T } }',
      'needs `api_url`',
    ],
    [
      'by mail without a server',
      'w: { kind: email, to: [a@example.com], from: b@example.com }',
      'needs `server`',
    ],
    [
      'to more than a mail address',
      'w: { kind: email, to: ["A <a@example.com>"], from: b@example.com, server: "m:25" }',
      'A mail address is written',
    ],
    [
      'from a mail address with a line break',
      'w: { kind: email, to: [a@example.com], from: "b@example.com\\nBcc: c@example.com", server: "m:25" }',
      'A mail address is written',
    ],
    [
      'as a user without a password',
      'w: { kind: email, to: [a@example.com], from: b@example.com, server: "m:25", user: b }',
      'needs `password`',
    ],
  ])('that tells customers %s is a mistake with a sentence', (_what, place, words) => {
    const found = diagnostics(withPlaces(`  console: { kind: console }\n  ${place}`));
    expect(found.map(({ sentence }) => sentence).join('\n')).toContain(words);
  });

  it('that customers read gets no cards, neither by itself nor because somebody says so', () => {
    const mail =
      '  console: { kind: console }\n  m: { kind: email, to: [a@example.com], from: b@example.com, server: "127.0.0.1:25", password: { env: P } }';
    const config = load(withPlaces(mail));
    expect(config.environments[0]?.places).toEqual(['console']);
    expect(config.places[1]).toMatchObject({ onThisMachine: true, account: { user: 'b@example.com' } });
    const named = withPlaces(mail).replace('  demo: {}', '  demo: { places: [console, m] }');
    expect(diagnostics(named)).toContainEqual({
      code: 'wrong-value',
      sentence: expect.stringContaining('is read by customers'),
    });
  });

  it('of each kind can be declared, with ids and references alone', () => {
    const all = `  s: { ${slack} }\n  g: { ${github} }\n  i: { kind: github-issue, repository: acme/ops }\n  d: { kind: discord, guild: "12345", channel: "23456", token: { env: D } }`;
    const config = load(withPlaces(all));
    expect(config.places.map(({ kind }) => kind)).toEqual(['slack', 'github', 'github-issue', 'discord']);
    expect(config.places[2]).toMatchObject({ app: 'g' });
    expect(config.environments[0]?.places).toEqual(['s', 'g', 'i', 'd']);
  });
});

it('an account is one person', () => {
  const text = changed(
    '  bo: { roles: [developer, lead] }\n  cy: { roles: [lead] }',
    '  bo: { roles: [developer, lead], accounts: { github: "7" } }\n  cy: { roles: [lead], accounts: { github: "7" } }',
  );
  expect(diagnostics(text)).toContainEqual({
    code: 'same-account',
    sentence: expect.stringContaining('`bo` and `cy`'),
  });
});

describe('a trigger', () => {
  const triggered = (trigger: string, places = `  g: { ${github} }`) =>
    withPlaces(places)
      .replace('services:\n  shop:', 'services:\n  shop:\n    repository: acme/shop')
      .concat(`triggers:\n  - ${trigger}\n`);

  it('begins rollouts when GitHub tells of a merge or a release', () => {
    const merge = '{ on: merge, branch: main, service: shop, environment: demo }';
    expect(load(triggered(merge)).triggers).toEqual([
      { on: 'merge', branch: 'main', service: 'shop', environment: 'demo' },
    ]);
    expect(load(triggered('{ on: release, service: shop, environment: demo }')).triggers).toMatchObject([
      { on: 'release', branch: null },
    ]);
  });

  it('of a repository that nobody listens to is a mistake', () => {
    const other = `  g: { ${github.replace('acme/shop', 'acme/other')} }`;
    expect(diagnostics(triggered('{ on: release, service: shop, environment: demo }', other))).toContainEqual(
      { code: 'wrong-value', sentence: expect.stringContaining('`repository`') },
    );
  });
});

describe('the version `*`', () => {
  const any = changed(
    'v2: "http://127.0.0.1:9002" }',
    'v2: "http://127.0.0.1:9002", "*": "http://shop-{version}.internal:9000" }',
  );
  const compiled = (version: string) =>
    compilePlan(load(any), { service: 'shop', environment: 'demo', version });

  it('gives every other version an address of its own', () => {
    const sha = '3f2c9a7d5b1e8f604c2d9a7b5e1f3c8d6a4b2e09';
    expect(compiled(sha)).toMatchObject({
      plan: { canary: { version: sha, url: `http://shop-${sha}.internal:9000` } },
    });
    expect(compiled('v2')).toMatchObject({ plan: { canary: { url: 'http://127.0.0.1:9002' } } });
  });

  it.each(['evil.com/', 'a@evil.com', 'a:80', 'a/../b', '..', '-v2', 'a b', 'x'.repeat(64)])(
    'makes no other host, port or path of %s',
    (version) => {
      expect(compiled(version)).toMatchObject({ kind: 'refused', code: 'no-such-version' });
    },
  );

  it('needs the place of the version in its address', () => {
    expect(diagnostics(any.replace('-{version}', ''))).toContainEqual({
      code: 'wrong-value',
      sentence: expect.stringContaining('`{version}`'),
    });
  });
});
