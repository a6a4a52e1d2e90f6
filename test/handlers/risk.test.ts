import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/core/documents/render-markdown.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { EventOf } from '../../src/core/rollout/events.ts';
import type { Repository } from '../doubles/github/repository.ts';
import { type GithubDouble, startGithub } from '../doubles/github/start-github.ts';
import { addRepository, commitFiles } from '../doubles/github/state.ts';
import { memoryRouter } from './memory-router.ts';
import { openWorld, type World } from './world.ts';

const configuration = (url: string) => `version: 1
people:
  bo: { roles: [developer] }
  cy: { roles: [council] }
  di: { roles: [council] }
access:
  status: anyone
  deploy: developer
  approve: council
  rollback: developer
  tick: anyone
places:
  console: { kind: console }
  code:
    kind: github
    repository: acme/shop
    app: "4711"
    private_key: { env: APP_KEY }
    webhook_secret: { env: HOOK_SECRET }
    api_url: ${url}
routers:
  edge: { kind: embedded, listen: "127.0.0.1:8080" }
  rehearsal: { kind: embedded, listen: "127.0.0.1:8081" }
environments:
  staging: { places: [console] }
  production: { production: true, places: [console] }
plans:
  usual: { stages: [{ weight: 10%, hold: 10s }, { weight: 100%, hold: 10s }] }
tiers:
  low: {}
  told: { notice: 1h, tell: cy }
  high: { approval: { approvals: 2, of: council }, observe_at_least: 1h, first_in: staging }
scopes:
  - { paths: [src/] , tier: low }
  - { paths: [web/] , tier: told }
  - { paths: ["**/migrations/**"], tier: high, risk: critical, checks: [Rollback plan] }
services:
  shop:
    repository: acme/shop
    versions: { v1: "http://127.0.0.1:4101", "*": "http://{version}.internal:4100" }
    stable: v1
    superseding: queue
    plan: usual
    environments:
      staging: { traffic: { router: rehearsal } }
      production: { traffic: { router: edge } }
`;

let world: World;
let github: GithubDouble;
let shop: Repository;
beforeAll(async () => {
  github = await startGithub();
  shop = addRepository(github.state, 'acme/shop');
  world = await openWorld(configuration(github.url), memoryRouter(), () => github.key.privateKey);
  const tag = (name: string, files: Record<string, string>) =>
    commitFiles(github.state, shop, { files, tag: name, branch: name });
  commitFiles(github.state, shop, { files: { 'src/a.ts': '1' }, tag: 'v1' });
  for (const branch of ['v2', 'v3', 'v4', 'v5']) shop.refs.set(branch, shop.refs.get('v1') ?? '');
  tag('v2', { 'src/a.ts': '2' });
  tag('v3', { 'db/migrations/7.sql': 'x', 'docs/a.md': 'x' });
  tag('v4', { 'web/page.tsx': 'x' });
  tag('v5', { 'src/b.ts': '5' });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
});

function sentenceOf(reply: Reply): string {
  return reply.kind === 'document' ? renderMarkdown(reply.tree) : JSON.stringify(reply);
}

async function requestOf(text: string) {
  const id = await world.rolloutOf(text);
  const requested = (await world.events(id)).find(
    (event): event is EventOf<'requested'> => event.kind === 'requested',
  );
  if (requested === undefined) throw new Error('it was not requested');
  return { id, requested };
}

describe('a tag that is released', () => {
  it('is as risky as what differs from the stable one, and the request knows its commit', async () => {
    const { requested } = await requestOf('deploy shop v2 to staging');
    expect(requested.plan.risk).toMatchObject({ tier: 'low', because: 'paths', changed: 1 });
    expect(requested.plan.source).toEqual({
      repository: 'acme/shop',
      commit: shop.refs.get('v2'),
      pull: null,
    });
    expect(requested.committedAt).toBeGreaterThan(0);
  });

  it('shows its risk without being started', async () => {
    const text = sentenceOf(await world.say('deploy shop v3 to staging --dry-run'));
    expect(text).toContain(
      'Tier high, because **/migrations/** (critical) matched 1 file, db/migrations/7.sql'.replaceAll(
        '*',
        '\\*',
      ),
    );
    expect(text).toContain('Rollback plan');
  });

  it('must have completed elsewhere first where its tier says so', async () => {
    expect(await world.say('deploy shop v3 to production')).toMatchObject({
      code: 'first-elsewhere',
      sentence:
        'v3 must complete in staging before it comes to production: a release of tier high asks for that, and no rollout of it has been there. Nothing was started; type `deploy shop v3 to staging`, or `status shop` to see it there.',
    });
  });

  it('is asked for nothing where it is rehearsed but its checks', async () => {
    const { requested } = await requestOf('deploy shop v3 to staging');
    expect(requested.plan.entry).toBeUndefined();
    expect(requested.plan.stages.map(({ hold }) => hold)).toEqual([1_800_000, 1_800_000]);
    expect(await world.say('deploy shop v3 to production')).toMatchObject({
      sentence: expect.stringContaining('is still under way there.'),
    });
  });
});

describe('a tier given by hand', () => {
  it('raises the tier, and asks for what that asks', async () => {
    const { id, requested } = await requestOf('deploy shop v5 to staging --tier high');
    expect(requested.plan.risk).toMatchObject({ tier: 'high', because: 'by-hand', computed: 'low' });
    const reply = await world.say(`status ${id}`);
    expect(reply.kind === 'cards' && reply.cards[0]?.remarks).toContainEqual({
      label: 'Risk',
      sentence:
        'high, because somebody raised it from low; src/ matched 1 file, src/b.ts, which makes it low; it asks for observation for at least 1h (holds of 20s are stretched to 1h).',
      tone: 'quiet',
    });
  });

  it('never lowers it', async () => {
    expect(await world.say('deploy shop v3 to staging --tier low')).toMatchObject({ code: 'tier-lower' });
    expect(await world.say('deploy shop v3 to staging --tier lowest')).toMatchObject({
      code: 'no-such-tier',
    });
  });
});

describe('a tier with notice', () => {
  it('begins once people were told long enough', async () => {
    const { id } = await requestOf('deploy shop v4 to production');
    await world.work();
    expect(await world.kinds(id)).toEqual(['requested', 'advance-blocked']);
    expect((await world.store.find(id))?.phase).toBe('queued');
    world.later(3_600_000);
    await world.workUntil(async () => (await world.kinds(id)).includes('started'));
    expect(await world.kinds(id)).toContain('advance-unblocked');
    await world.say(`rollback ${id} "enough seen"`);
  });
});

describe('without GitHub', () => {
  it('a release is taken to be risky, and says why', async () => {
    await github.down();
    const text = sentenceOf(await world.say('risk shop v2 to production'));
    expect(text).toContain(
      'Tier high, because nobody knows all the files that change (GitHub could not be asked)',
    );
    await github.up();
  });
});

it('the command risk says what files would make', async () => {
  const text = sentenceOf(await world.say('risk shop to production --files web/a.tsx,src/x.ts'));
  expect(text).toContain('Tier told, because web/ matched 1 file, web/a.tsx');
  expect(text).toContain('being announced 1h before it begins');
  expect(await world.say('risk shop to production')).toMatchObject({ code: 'which-version' });
});

it('a pull request counts with what it changes itself', async () => {
  const commit = commitFiles(github.state, shop, { files: { 'src/z.ts': '1' }, branch: 'feature' });
  const reply = await world.wired.speak({
    text: `deploy shop ${commit} to staging --dry-run`,
    speaker: world.speaker('bo'),
    place: 'code',
    about: {
      version: commit,
      commit,
      source: { repository: 'acme/shop', commit, pull: 12 },
      changes: ['a/migrations/1.sql', 'docs/x.md'],
    },
  });
  expect(sentenceOf(reply)).toContain('Tier high');
});
