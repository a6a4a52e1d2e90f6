import { afterAll, beforeAll, expect, it } from 'vitest';
import { releasePayload } from '../../doubles/github/payloads.ts';
import { merge } from '../../doubles/github/state.ts';
import { type GithubWorld, openGithubWorld } from './github-world.ts';

let open: GithubWorld;
beforeAll(async () => {
  open = await openGithubWorld();
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
});

const day = 24 * 3_600_000;

it('works on start what could not be delivered, in order and once', async () => {
  const [first, second] = [open.pull(), open.pull()];
  await open.comment(first, '@belay deploy', open.ana, { lost: true });
  const { delivery } = await open.comment(second, '@belay deploy', open.ana, { lost: true });
  await open.comment(second, 'nothing for Belay', open.ana, { lost: true });
  expect(delivery.statusCode).toBe(502);
  await open.github.hook.redeliver(delivery.id);
  await open.idle();
  expect(await open.rollouts()).toHaveLength(1);
  open.world.later(1000);
  expect(await open.anotherBot().handler.catchUp()).toBe(1);
  expect(await open.anotherBot().handler.catchUp()).toBe(0);
  const rollouts = await open.rollouts();
  expect(rollouts.map(({ version }) => version).toSorted()).toEqual(
    [first.head.sha, second.head.sha].toSorted(),
  );
  expect(open.answers(first)).toEqual([]);
});

it('answers what is old and does not carry it out', async () => {
  const pull = open.pull();
  const before = (await open.rollouts()).length;
  await open.comment(pull, '@belay deploy', open.ana, { lost: true });
  await open.comment(pull, '@belay rollback shop "slow"', open.bo, { lost: true });
  open.world.later(16 * 60_000);
  expect(await open.anotherBot().handler.catchUp()).toBe(2);
  expect(await open.rollouts()).toHaveLength(before);
  expect(open.answers(pull)).toHaveLength(2);
  expect(open.answers(pull)[0]).toContain('only now, 16m after you said it');
});

it('takes back nothing that was asked for after a rollback was said', async () => {
  const pull = open.pull();
  await open.comment(pull, '@belay rollback shop "slow"', open.bo, { lost: true });
  open.world.later(5 * 60_000);
  for (const row of (await open.rollouts()).filter(({ open: live }) => live)) {
    await open.world.say(`rollback ${row.id} "makes room"`);
  }
  await open.world.work();
  const id = await open.world.rolloutOf('deploy shop v8');
  expect(await open.anotherBot().handler.catchUp()).toBe(1);
  expect(await open.world.kinds(id)).not.toContain('rollback-ordered');
  expect(open.answers(pull)[0]).toContain('was asked for after you said that');
});

it('keeps the order of what was missed', async () => {
  const pulls = Array.from({ length: 4 }, () => open.pull());
  for (const pull of pulls) await open.comment(pull, '@belay status', open.ana, { lost: true });
  expect(await open.anotherBot().handler.catchUp()).toBe(4);
  const answered = [...open.shop.comments.values()]
    .filter(({ author }) => author.type === 'Bot')
    .map(({ issue }) => issue);
  expect(answered.slice(-4)).toEqual(pulls.map(({ number }) => number));
});

it('follows the list over its pages', async () => {
  const pull = open.pull();
  for (let count = 0; count < 120; count += 1) {
    await open.github.hook.send('push', { repository: { id: 1 } }, { lost: true });
  }
  await open.comment(pull, '@belay status', open.ana, { lost: true });
  for (let count = 0; count < 120; count += 1) {
    await open.github.hook.send('push', { repository: { id: 1 } }, { lost: true });
  }
  expect(await open.anotherBot().handler.catchUp()).toBe(1);
  expect(open.answers(pull)).toHaveLength(1);
});

it('asks to say it again when something has happened to the pull request since', async () => {
  const pull = open.pull();
  await open.comment(pull, '@belay deploy to demo', open.ana, { lost: true });
  open.world.later(600_000);
  pull.head.sha = 'd'.repeat(40);
  pull.updatedAt = open.world.now();
  const before = (await open.rollouts()).length;
  expect(await open.anotherBot().handler.catchUp()).toBe(1);
  expect(open.answers(pull)[0]).toContain('Belay hears this only now');
  expect(await open.rollouts()).toHaveLength(before);
});

it('starts no merge or release that newer ones have overtaken, and the newest of them', async () => {
  const { github, shop, bo } = open;
  const pulls = [open.pull(), open.pull()];
  for (const pull of pulls) {
    open.world.later(1000);
    merge(github.state, shop, pull, bo);
    await open.merged(pull, bo, { lost: true });
  }
  for (const [index, tag] of ['v8.0.0', 'v8.0.1'].entries()) {
    open.world.later(1000);
    const release = { id: 80 + index, tag, name: null, body: null };
    shop.releases.set(tag, release);
    const payload = releasePayload(shop, release, { by: bo, at: open.world.now() });
    await github.hook.send('release', payload, { lost: true });
  }
  open.world.later(600_000);
  expect(await open.anotherBot().handler.catchUp()).toBe(4);
  const versions = (await open.rollouts()).map(({ version }) => String(version));
  const [older, newer] = pulls.map(({ mergeCommitSha }) => mergeCommitSha ?? '');
  expect([older, newer, 'v8.0.0', 'v8.0.1'].map((one) => versions.includes(one ?? ''))).toEqual([
    false,
    true,
    false,
    true,
  ]);
  expect(pulls.map((pull) => open.answers(pull).length)).toEqual([1, 0]);
  expect(open.log.lines.join('\n')).toContain('it is not the latest release');
});

it('leaves alone what is older than three days', async () => {
  const pull = open.pull();
  await open.comment(pull, '@belay status', open.ana, { lost: true });
  open.world.later(3 * day);
  expect(await open.anotherBot().handler.catchUp()).toBe(0);
  expect(open.answers(pull)).toEqual([]);
});

it('says so when GitHub cannot be asked', async () => {
  open.github.failures.add({ kind: 'server-error', on: /deliveries/, times: 1 });
  await expect(open.handler.catchUp()).rejects.toMatchObject({ code: 'place-unreachable', retryable: true });
});
