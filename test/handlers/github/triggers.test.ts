import { afterAll, beforeAll, expect, it } from 'vitest';
import { protectionPayload, releasePayload } from '../../doubles/github/payloads.ts';
import { addAccount, merge } from '../../doubles/github/state.ts';
import { type GithubWorld, openGithubWorld } from './github-world.ts';

let open: GithubWorld;
beforeAll(async () => {
  open = await openGithubWorld();
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
});

const versions = async () => (await open.rollouts()).map(({ version }) => version);

it('starts a rollout of the merge, in the name of whoever merged', async () => {
  const pull = open.pull({ files: ['db/schema.sql'] });
  const sha = merge(open.github.state, open.shop, pull, open.bo);
  expect(await open.merged(pull, open.ana)).toMatchObject({ statusCode: 202 });
  const row = (await open.rollouts()).find(({ version }) => version === sha);
  const [requested] = row === undefined ? [] : await open.world.store.events(row.id);
  expect(requested?.actor).toMatchObject({ kind: 'person', person: 'bo', place: 'gh' });
  expect(requested?.event).toMatchObject({
    origin: { place: 'gh', thread: `acme/shop#${pull.number}` },
    changes: ['db/schema.sql'],
    plan: { source: { repository: 'acme/shop', commit: sha, pull: pull.number } },
  });
  expect(open.answers(pull)).toEqual([]);
});

it('says in one comment why a merge started nothing', async () => {
  const pull = open.pull();
  const stranger = addAccount(open.github.state, { login: 'zoe', id: 99 });
  const sha = merge(open.github.state, open.shop, pull, stranger);
  await open.merged(pull, stranger);
  expect(await versions()).not.toContain(sha);
  expect(open.answers(pull)).toHaveLength(1);
  expect(open.answers(pull)[0]).toMatch(/This merge started nothing.*github: "99"/);
});

it('starts nothing for other branches and for pull requests that are closed unmerged', async () => {
  const other = open.pull({ base: { ref: 'release', sha: 'b'.repeat(40) } });
  const sha = merge(open.github.state, open.shop, other, open.bo);
  expect((await open.merged(other)).statusCode).toBe(200);
  const closed = open.pull({ state: 'closed' });
  expect((await open.merged(closed)).statusCode).toBe(200);
  expect(await versions()).not.toContain(sha);
  expect([...open.answers(other), ...open.answers(closed)]).toEqual([]);
});

it('starts a rollout of a release by its tag, once', async () => {
  const release = { id: 31, tag: 'v2.3.0', name: 'Two', body: null };
  const payload = releasePayload(open.shop, release, { by: open.ana, at: open.world.now() });
  await open.github.hook.send('release', payload);
  await open.github.hook.send('release', payload);
  await open.idle();
  expect((await versions()).filter((version) => version === 'v2.3.0')).toHaveLength(1);
});

it('writes into the log why a release started nothing', async () => {
  const release = { id: 32, tag: 'v2.3.1', name: null, body: null };
  const by = addAccount(open.github.state, { login: 'zoe-2', id: 98 });
  const at = open.world.now();
  await open.github.hook.send('release', releasePayload(open.shop, release, { by, at }));
  await open.idle();
  expect(await versions()).not.toContain('v2.3.1');
  expect(open.log.lines.join('\n')).toContain('a release started nothing');
});

it('takes no pre-release', async () => {
  const release = { id: 33, tag: 'v3.0.0-rc.1', name: null, body: null };
  const payload = releasePayload(open.shop, release, { by: open.ana, at: open.world.now() });
  const before = { ...payload, release: { ...Object(payload['release']), prerelease: true } };
  expect((await open.github.hook.send('release', before)).statusCode).toBe(200);
});

it('hands an environment that waits for Belay to the place, once', async () => {
  const asked = protectionPayload(open.shop, {
    run: 8123456789,
    environment: 'production',
    sha: 'c'.repeat(40),
    ref: 'main',
    deployment: 77,
    sender: open.ana,
    at: open.world.now(),
    api: open.github.url,
  });
  expect((await open.github.hook.send('deployment_protection_rule', asked)).statusCode).toBe(202);
  await open.github.hook.send('deployment_protection_rule', asked);
  await open.idle();
  expect(open.protectedRuns).toEqual([
    { repository: 'acme/shop', run: 8123456789, environment: 'production', commit: 'c'.repeat(40) },
  ]);
});

it('answers a ping and what it does nothing about', async () => {
  const ping = await open.github.hook.send('ping', { zen: 'Speak like a human.', hook_id: 3 });
  expect(ping.statusCode).toBe(200);
  const star = { action: 'created', repository: { id: open.shop.id, full_name: 'acme/shop' } };
  expect((await open.github.hook.send('star', star)).statusCode).toBe(200);
});
