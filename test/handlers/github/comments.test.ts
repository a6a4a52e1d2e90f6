import { afterAll, beforeAll, expect, it } from 'vitest';
import { addAccount, addCollaborator, merge, pushTo } from '../../doubles/github/state.ts';
import { type GithubWorld, openGithubWorld } from './github-world.ts';

let open: GithubWorld;
beforeAll(async () => {
  open = await openGithubWorld();
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
});

const newest = async () => (await open.rollouts())[0];

it('starts a rollout of the head of the pull request, and leaves the answer to its card', async () => {
  const pull = open.pull({ files: Array.from({ length: 130 }, (_, index) => `src/${index}.ts`) });
  const { comment, delivery } = await open.comment(pull, '@belay deploy to demo');
  expect(delivery.statusCode).toBe(202);
  const row = await newest();
  expect(row).toMatchObject({ service: 'shop', version: pull.head.sha });
  const rollout = row === undefined ? null : await open.world.wired.ledger.load(row.id);
  expect(rollout?.origin).toEqual({ place: 'gh', thread: `acme/shop#${pull.number}` });
  expect(rollout?.plan.source).toEqual({ repository: 'acme/shop', commit: pull.head.sha, pull: pull.number });
  expect(open.reactions(comment)).toEqual(['eyes', 'rocket']);
  expect(open.answers(pull)).toEqual([]);
  const [requested] = row === undefined ? [] : await open.world.events(row.id);
  expect(requested).toMatchObject({ kind: 'requested', changes: expect.arrayContaining(['src/129.ts']) });
});

it('releases what a merged pull request has become', async () => {
  const pull = open.pull();
  const sha = merge(open.github.state, open.shop, pull, open.ana);
  await open.comment(pull, '@belay deploy');
  expect((await newest())?.version).toBe(sha);
});

it('answers a question in one comment that quotes what was understood', async () => {
  const pull = open.pull();
  await open.comment(pull, 'How is it?\n\n@Belay status');
  const [answer = '', ...more] = open.answers(pull);
  expect(more).toEqual([]);
  expect(answer).toContain('> ana-on-github');
  expect(answer).toContain('`status`');
});

it('answers a misspelt command with what was probably meant', async () => {
  const pull = open.pull();
  await open.comment(pull, '@belay deplyo shop v2');
  expect(open.answers(pull)[0]).toContain('deploy shop v2');
});

it('hears the names of belay.yml and /deploy-prepare', async () => {
  const pull = open.pull();
  const before = (await open.rollouts()).length;
  await open.comment(pull, '@claude: status');
  await open.comment(pull, '/deploy-prepare shop v2');
  expect(open.answers(pull)).toHaveLength(2);
  expect(open.answers(pull)[1]).toContain('Plan: shop v2');
  expect(await open.rollouts()).toHaveLength(before);
});

it('carries out the first of several commands and says so', async () => {
  const pull = open.pull();
  await open.comment(pull, '@belay status\n@belay deploy to demo\n@belay pause shop');
  expect(open.answers(pull)).toHaveLength(1);
  expect(open.answers(pull)[0]).toContain('3 commands; only the first');
  expect((await newest())?.version).not.toBe(pull.head.sha);
});

it('works in issues as far as the line says everything', async () => {
  open.shop.issues.set(900, {
    number: 900,
    title: 'Release v7',
    body: null,
    labels: [],
    state: 'open',
    stateReason: null,
    author: open.ana,
  });
  await open.comment({ number: 900 }, '@belay deploy');
  expect(open.answers({ number: 900 })[0]).toContain('version');
  const { comment } = await open.comment({ number: 900 }, '@belay deploy shop v7');
  expect((await newest())?.version).toBe('v7');
  expect(open.reactions(comment)).toContain('rocket');
});

it('shows at once that it has heard, and answers when a slow command is through', async () => {
  const pull = open.pull();
  const slow = Promise.withResolvers<void>();
  open.held.until = slow.promise;
  const working = open.comment(pull, '@belay status');
  await expect.poll(() => open.reactions({ id: Math.max(...open.shop.comments.keys()) })).toEqual(['eyes']);
  expect(open.answers(pull)).toEqual([]);
  open.world.later(30_000);
  slow.resolve();
  await working;
  open.held.until = null;
  expect(open.answers(pull)).toHaveLength(1);
});

it('edits its answer instead of writing a second one when the first was lost on its way', async () => {
  const pull = open.pull();
  const lost = { kind: 'dropped', on: /^POST .*\/comments$/, times: 1, afterwards: true } as const;
  open.github.failures.add(lost);
  const { comment } = await open.comment(pull, '@belay status');
  expect(open.answers(pull)).toHaveLength(1);
  const kept = await open.world.store.inbox.find(place(), `comment/${comment.id}/created`);
  expect(kept?.reply).not.toBeNull();
  open.world.later(60_000);
  await workLeft();
  expect(open.answers(pull)).toHaveLength(1);
  expect(open.reactions(comment)).toEqual(['eyes']);
});

it('answers later when GitHub takes no more, without carrying the command out again', async () => {
  const pull = open.pull();
  open.github.failures.add({ kind: 'secondary-limit', on: /^POST .*\/comments$/, times: 1, retryAfter: 30 });
  const before = (await open.rollouts()).length;
  const { delivery } = await open.comment(pull, '@belay deploy\n@belay status');
  expect(delivery.statusCode).toBe(202);
  expect(open.answers(pull)).toHaveLength(0);
  pushTo(open.github.state, open.shop, pull);
  open.world.later(120_000);
  await workLeft();
  expect(open.answers(pull)[0]).toContain('only the first');
  expect(open.answers(pull)[0]).not.toContain('Nothing was done');
  expect((await open.rollouts()).length).toBe(before + 1);
});

it('goes on without the sign when a reaction cannot be given', async () => {
  const pull = open.pull();
  open.github.failures.add({ kind: 'server-error', on: /reactions/, times: 1 });
  await open.comment(pull, '@belay status');
  expect(open.answers(pull)).toHaveLength(1);
});

it('lets everybody who may read look, and those who may write act', async () => {
  const cy = addAccount(open.github.state, { login: 'cy-on-github', id: 503 });
  addCollaborator(open.shop, cy, 'read');
  const pull = open.pull();
  await open.comment(pull, '@belay status', cy);
  expect(open.answers(pull)[0]).not.toContain('write access');
  await open.comment(pull, '@belay deploy', cy);
  expect(open.answers(pull)[1]).toContain('you need write access');
  expect((await newest())?.version).not.toBe(pull.head.sha);
});

function place() {
  const found = open.world.config.places.find(({ kind }) => kind === 'github');
  if (found === undefined) throw new Error('no place');
  return found.name;
}

/** What a bot does that starts after another one: one look at what was left. */
async function workLeft() {
  const stop = new AbortController();
  const { hear } = open.anotherBot();
  const looking = hear.workLeftUntil(stop.signal);
  await expect.poll(async () => (await open.world.store.inbox.claim('test', [place()], 0, 1)).length).toBe(0);
  stop.abort();
  await looking;
  await open.idle();
}
