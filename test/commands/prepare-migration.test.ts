import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderText } from '../../src/core/documents/render-text.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Repository } from '../doubles/github/repository.ts';
import { type GithubDouble, startGithub } from '../doubles/github/start-github.ts';
import { addRepository, commitFiles } from '../doubles/github/state.ts';
import { memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';

const configuration = (api: string) => `version: 1
people:
  bo: { roles: [lead] }
  cy: { roles: [guest] }
  di: { roles: [owner] }
access: { deploy: lead, status: anyone }
places:
  console: { kind: console }
  gh:
    kind: github
    repository: [acme/shop, acme/api]
    app: "4711"
    private_key: { env: APP_KEY }
    webhook_secret: { env: HOOK }
    api_url: ${api}
routers:
  one: { kind: embedded, listen: "127.0.0.1:8080" }
  two: { kind: embedded, listen: "127.0.0.1:8081" }
  three: { kind: embedded, listen: "127.0.0.1:8082" }
  three-b: { kind: embedded, listen: "127.0.0.1:8084" }
  four: { kind: embedded, listen: "127.0.0.1:8083" }
environments: { demo: {}, live: { access: { prepare-migration: owner, status: owner } } }
plans:
  quick:
    evaluation: { interval: 1s, window: 5s }
    stages: [{ weight: 100%, hold: 10s }]
    rollback_when: [error-rate > 5% for 3s]
services:
  shop:
    repository: acme/shop
    versions: { v1.0.0: "http://127.0.0.1:4101", v2.0.0: "http://127.0.0.1:4102" }
    stable: v1.0.0
    environments: { demo: { traffic: { router: one } } }
    plan: quick
    keep_previous: 1h
    migrations: { forward: db/forward, rollback: db/rollback }
  api:
    repository: acme/api
    versions: { v1.0.0: "http://127.0.0.1:4111", v2.0.0: "http://127.0.0.1:4112" }
    stable: v1.0.0
    environments: { demo: { traffic: { router: two } } }
    plan: quick
    keep_previous: 1h
    migrations: { forward: db, rollback: db, schema: schema.sql }
  other:
    versions: { v1: "http://127.0.0.1:4121" }
    stable: v1
    environments: { demo: { traffic: { router: three } } }
    plan: quick
  both:
    repository: acme/shop
    versions: { v1.0.0: "http://127.0.0.1:4131", v2.0.0: "http://127.0.0.1:4132" }
    stable: v1.0.0
    environments: { demo: { traffic: { router: three-b } }, live: { traffic: { router: four } } }
    plan: quick
    keep_previous: 1h
    migrations: { forward: db/forward, rollback: db/rollback }
`;

let github: GithubDouble;
let world: World;
let shop: Repository;
let api: Repository;

beforeAll(async () => {
  github = await startGithub();
  const permissions = { metadata: 'read', contents: 'write', pull_requests: 'write' } as const;
  shop = addRepository(github.state, 'acme/shop', { permissions });
  api = addRepository(github.state, 'acme/api', { permissions });
  world = await openWorld(configuration(github.url), memoryRouter(), () => github.key.privateKey);
  await world.wired.migrations.prove({ base: [], change: { kind: 'files', steps: [], target: null } });
}, 120_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
});
beforeEach(() => {
  for (const repository of [shop, api]) {
    for (const kept of [repository.tags, repository.refs, repository.commits, repository.pulls]) kept.clear();
    repository.refs.set('main', 'a'.repeat(40));
    const permissions = repository.installation?.permissions ?? {};
    Object.assign(permissions, { contents: 'write', pull_requests: 'write' });
  }
});

const say = (text: string, person = 'bo') => world.say(text, person);
const textOf = (reply: Reply) =>
  reply.kind === 'document' ? renderText(reply.tree, 1000) : JSON.stringify(reply);
const tagged = (repository: Repository, tag: string, files: Record<string, string | null>) =>
  commitFiles(github.state, repository, { files, tag });

const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, city text NOT NULL);';
const branchOf = (repository: Repository, name: string) =>
  Object.fromEntries(repository.commits.get(repository.refs.get(name) ?? '')?.files ?? []);

describe('numbered files', () => {
  it('that lack a rollback get one, proved and proposed', async () => {
    tagged(shop, 'v1.0.0', {
      'db/forward/001_orders.sql': orders,
      'db/rollback/001_orders.sql': 'DROP TABLE orders;',
    });
    tagged(shop, 'v2.0.0', { 'db/forward/002_note.sql': 'ALTER TABLE orders ADD COLUMN note text;' });
    const reply = await say('/deploy-prepare migration shop --from v1.0.0 --to v2.0.0');
    expect(textOf(reply)).toContain('Pull request acme/shop#1 was opened');
    expect(textOf(reply)).toContain('schema and rows were what they had been');
    expect(textOf(reply)).toContain('ACCESS EXCLUSIVE on orders (blocks reads and writes)');
    const files = branchOf(shop, 'belay/migration-shop-v1.0.0-to-v2.0.0');
    expect(files['db/rollback/002_note.sql']).toContain('DROP COLUMN "note"');
    expect(shop.pulls.get(1)).toMatchObject({ draft: false, files: ['db/rollback/002_note.sql'] });
    expect(shop.pulls.get(1)?.body).toContain('Schema after the rollback');
    expect(textOf(await say('prepare migration shop --from v1.0.0 --to v2.0.0'))).toContain(
      'stands as it was',
    );
    expect(shop.pulls.size).toBe(1);
  });

  it('that lose data are not taken away while the version before may come back', async () => {
    tagged(shop, 'v1.0.0', { 'db/forward/001_orders.sql': orders });
    tagged(shop, 'v2.0.0', { 'db/forward/002_drop.sql': 'ALTER TABLE orders DROP COLUMN city;' });
    const line = 'prepare migration shop --from v1.0.0 --to v2.0.0';
    expect(textOf(await say(line))).toMatch(
      /No pull request was opened: there is only what takes something away/,
    );
    expect(await say(`${line} --contract`)).toMatchObject({ kind: 'refused', code: 'contract-too-early' });
    expect(shop.pulls.size).toBe(0);
    const id = await world.rolloutOf('deploy shop v2.0.0');
    await world.workUntil(async () => (await world.kinds(id)).includes('completed'));
    expect(await say(`${line} --contract`)).toMatchObject({
      code: 'contract-too-early',
      sentence: expect.stringContaining('can still be rolled back for'),
    });
    world.later(3_600_000);
    expect(textOf(await say(`${line} --contract`))).toContain('It is a draft: it loses data for ever');
    expect(shop.pulls.get(1)).toMatchObject({ draft: true });
    expect(Object.keys(branchOf(shop, 'belay/migration-shop-v1.0.0-to-v2.0.0-contract'))).toContain(
      'db/rollback/002_drop.sql',
    );
  });

  it('that lose data wait for every environment, whichever was named', async () => {
    tagged(shop, 'v1.0.0', { 'db/forward/001_orders.sql': orders });
    tagged(shop, 'v2.0.0', { 'db/forward/002_drop.sql': 'ALTER TABLE orders DROP COLUMN city;' });
    const id = await world.rolloutOf('deploy both v2.0.0 to demo');
    await world.workUntil(async () => (await world.kinds(id)).includes('completed'));
    world.later(3_600_000);
    const reply = await say('prepare migration both in demo --from v1.0.0 --to v2.0.0 --contract');
    expect(reply).toMatchObject({
      code: 'contract-too-early',
      sentence: expect.stringContaining('not every environment is that far'),
    });
    expect(JSON.stringify(reply)).not.toContain('live');
    expect(shop.pulls.size).toBe(0);
  });

  it('that cannot be read are named by file, line and column, with the files to fill in', async () => {
    tagged(shop, 'v1.0.0', { 'db/forward/001_orders.sql': orders });
    tagged(shop, 'v2.0.0', { 'db/forward/002_x.sql': 'SELECT 1;\n  ALTER TABEL orders ADD COLUMN a text;' });
    const text = textOf(await say('prepare migration shop --from v1.0.0 --to v2.0.0'));
    expect(text).toContain(
      'db/forward/002_x.sql, line 2, column 9: This is no SQL: syntax error at or near "TABEL".',
    );
    expect(text).toContain('db/forward/003_change.sql');
    expect(shop.pulls.size).toBe(0);
  });

  it('that mix what expands with what contracts are to be split', async () => {
    tagged(shop, 'v1.0.0', { 'db/forward/001_orders.sql': orders });
    tagged(shop, 'v2.0.0', {
      'db/forward/002_x.sql': 'ALTER TABLE orders ADD COLUMN a text; ALTER TABLE orders DROP COLUMN city;',
    });
    expect(textOf(await say('prepare migration shop --from v1.0.0 --to v2.0.0'))).toContain(
      'Split it into two.',
    );
    expect(shop.pulls.size).toBe(0);
  });
});

describe('a schema file', () => {
  it('becomes numbered files: what expands now, what contracts in another pull request later', async () => {
    tagged(api, 'v1.0.0', { 'schema.sql': orders, 'db/007_old.sql': orders });
    tagged(api, 'v2.0.0', { 'schema.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, note text);' });
    const text = textOf(await say('prepare migration api --from v1.0.0 --to v2.0.0'));
    expect(text).toContain('What it takes away comes later, with `--contract`');
    const files = branchOf(api, 'belay/migration-api-v1.0.0-to-v2.0.0');
    expect(files['db/008_v1_0_0_to_v2_0_0_expand.sql']).toContain('ADD COLUMN "note" text');
    // Both versions run at once, and the new one does not write it any more.
    expect(files['db/008_v1_0_0_to_v2_0_0_expand.sql']).toContain('city DROP NOT NULL');
    expect(files['db/008_v1_0_0_to_v2_0_0_expand.sql']).not.toContain('DROP COLUMN');
    expect(files['db/008_v1_0_0_to_v2_0_0_expand.down.sql']).toContain('DROP COLUMN "note"');
    expect(text).toContain('db/009_v1_0_0_to_v2_0_0_contract.sql');
  });

  it('shows everything and opens nothing in a dry run, for which reading is enough', async () => {
    Object.assign(api.installation?.permissions ?? {}, { contents: 'read', pull_requests: 'read' });
    tagged(api, 'v1.0.0', { 'schema.sql': orders, 'db/007_old.sql': orders });
    tagged(api, 'v2.0.0', { 'schema.sql': `${orders} CREATE INDEX by_city ON orders (city);` });
    const text = textOf(await say('prepare migration api --from v1.0.0 --to v2.0.0 --dry-run'));
    expect(text).toContain('Dry run: no pull request was opened.');
    expect(text).toContain('CREATE INDEX by_city');
    expect(api.pulls.size).toBe(0);
  });

  it('that is the same at both tags is nothing to migrate', async () => {
    tagged(api, 'v1.0.0', { 'schema.sql': orders, 'db/007_old.sql': orders });
    tagged(api, 'v2.0.0', { 'schema.sql': `-- the same\n${orders}` });
    expect(await say('prepare migration api --from v1.0.0 --to v2.0.0')).toMatchObject({
      code: 'no-difference',
    });
  });
});

describe('what is missing is said', () => {
  it.each([
    ['prepare migration shop --from v1.0.0', 'which-versions'],
    ['prepare migration --from v1.0.0 --to v2.0.0', 'which-service'],
    ['prepare migration other --from v1 --to v2', 'no-migrations'],
    ['prepare migration nowhere --from v1 --to v2', 'no-such-service'],
    ['prepare migration shop --from v1.0.0 --to v2.0.0', 'no-tags'],
  ])('%s: %s', async (line, code) => {
    expect(await say(line)).toMatchObject({ kind: 'refused', code });
  });

  it('a tag, a folder, a difference', async () => {
    tagged(shop, 'v1.0.0', { 'README.md': 'Shop' });
    tagged(shop, 'v2.0.0', { 'README.md': 'Shop 2' });
    expect(await say('prepare migration shop --from v1.0 --to v2.0.0')).toMatchObject({
      code: 'no-such-tag',
    });
    expect(await say('prepare migration shop --from v2.0.0 --to v2.0.0')).toMatchObject({
      code: 'same-commit',
    });
    expect(await say('prepare migration shop --from v1.0.0 --to v2.0.0')).toMatchObject({
      code: 'no-such-folder',
    });
  });

  it('a right of the App', async () => {
    if (shop.installation !== null) shop.installation.permissions['contents'] = 'read';
    tagged(shop, 'v1.0.0', { 'db/forward/001_orders.sql': orders });
    tagged(shop, 'v2.0.0', { 'db/forward/002_note.sql': 'ALTER TABLE orders ADD COLUMN note text;' });
    expect(await say('prepare migration shop --from v1.0.0 --to v2.0.0')).toMatchObject({
      code: 'place-refused',
      sentence: expect.stringContaining('contents: write'),
    });
  });

  it('a permission of the person, before anything is read', async () => {
    const before = github.state.requests.length;
    expect(await say('prepare migration shop --from v1.0.0 --to v2.0.0', 'cy')).toMatchObject({
      code: 'not-allowed',
    });
    expect(github.state.requests.length).toBe(before);
  });
});
