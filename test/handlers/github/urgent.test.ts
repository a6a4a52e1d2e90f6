import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../../src/core/ids.ts';
import { commentPayload } from '../../doubles/github/payloads.ts';
import { addComment } from '../../doubles/github/state.ts';
import { type GithubWorld, openGithubWorld } from './github-world.ts';

let open: GithubWorld;
let id: RolloutId;
beforeAll(async () => {
  open = await openGithubWorld();
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
});

/** What a bot hears that has asked GitHub nothing yet. */
async function heard(body: string, repository: object = {}) {
  const issue = open.pull().number;
  const comment = addComment(open.github.state, open.shop, { issue, author: open.bo, body });
  const payload = commentPayload(open.shop, comment);
  const of = { ...payload, repository: { ...Object(payload['repository']), ...repository } };
  return open.github.hook.send('issue_comment', of);
}

const ordered = async () => (await open.world.kinds(id)).includes('rollback-ordered');

describe('a rollback', () => {
  let nth = 0;
  beforeEach(async () => {
    nth += 1;
    id = await open.world.rolloutOf(`deploy shop v9${nth}`, 'ana');
    await open.world.workUntil(async () => (await open.world.store.find(id))?.phase === 'observing');
  });

  it('moves traffic while GitHub answers nothing at all, and its sign and its answer come later', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    open.github.failures.add({ kind: 'slow', until: promise });
    await heard(`@belay rollback ${id} "slow"`);
    await expect.poll(ordered, { timeout: 4000 }).toBe(true);
    expect(open.shop.reactions).toEqual([]);
    resolve();
    open.github.failures.clear();
    await open.idle();
    expect(open.shop.reactions.map(({ content }) => content)).toEqual(['eyes', '+1']);
  });

  it('moves traffic while GitHub is away', async () => {
    await open.github.down();
    await heard(`@belay rollback ${id} "slow"`);
    await expect.poll(ordered, { timeout: 4000 }).toBe(true);
    await open.github.up();
    await open.idle();
  });

  it('is not taken from a repository that is known to be another one by that name', async () => {
    await open.handler.learn();
    await heard(`@belay rollback ${id} "slow"`, { id: 31337 });
    await open.idle();
    expect(await ordered()).toBe(false);
    expect(open.log.lines.join('\n')).toContain('another repository has taken that name');
  });
});

it('which repositories they are is asked once, on start, and again when GitHub could not say', async () => {
  const asked = () => open.github.state.requests.filter(({ path }) => path === '/repos/acme/shop').length;
  const before = asked();
  const { learn } = open.anotherBot().handler;
  open.github.failures.add({ kind: 'server-error', on: /^GET \/repos\/acme\/shop$/, times: 1 });
  await expect(learn()).rejects.toMatchObject({ code: 'place-unreachable' });
  await learn();
  await learn();
  expect(asked() - before).toBe(2);
});
