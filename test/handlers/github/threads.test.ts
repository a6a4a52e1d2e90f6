import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../../src/core/ids.ts';
import { type GithubWorld, openGithubWorld } from './github-world.ts';

let open: GithubWorld;
/** Its rollout is over. */
let past: { readonly number: number };
/** Its rollout is live. */
let current: { readonly number: number };
let live: RolloutId;

async function release(pull: { readonly number: number }): Promise<RolloutId> {
  await open.comment(pull, '@belay deploy to demo');
  const [row] = await open.rollouts();
  if (row === undefined) throw new TypeError('nothing was started');
  await open.world.workUntil(async () => (await open.world.store.find(row.id))?.phase === 'observing');
  return row.id;
}

beforeAll(async () => {
  open = await openGithubWorld();
  past = open.pull();
  await release(past);
  await open.comment(past, '@belay rollback "slow"', open.bo);
  await open.world.work();
  current = open.pull();
  live = await release(current);
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
});

const kinds = () => open.world.kinds(live);

describe('a command that names nothing, in a pull request', () => {
  it.each(['pause', 'resume', 'promote', 'approve', 'reject "no"', 'rollback "from the old one"'])(
    'whose rollout is over touches no other: %s',
    async (command) => {
      const before = await kinds();
      await open.comment(past, `@belay ${command}`, open.bo);
      expect(await kinds()).toEqual(before);
    },
  );

  it.each([
    ['pause', 'pause', ' "why"'],
    ['pause "wait a bit"', 'pause', ' "wait a bit"'],
    ['pause in demo', 'pause', ' "why"'],
    ['resume', 'resume', ''],
    ['approve', 'approve', ''],
    ['reject "no: slow"', 'reject', ' "no: slow"'],
    ['rollback', 'rollback', ' "why"'],
    ['undo "@acme/all `x`"', 'rollback', ' "why"'],
  ])('that has none is refused and told what to paste: %s', async (command, name, reason) => {
    const before = await kinds();
    const pull = open.pull();
    await open.comment(pull, `@belay ${command}`, open.bo);
    expect(await kinds()).toEqual(before);
    expect(open.answers(pull).at(-1)).toContain(`\`@belay ${name} ${live}${reason}\``);
  });

  it('means the rollout that belongs to it, live or not', async () => {
    await open.comment(current, '@belay pause', open.bo);
    expect((await kinds()).at(-1)).toBe('paused');
    await open.comment(current, '@belay resume', open.bo);
    expect(await kinds()).toContain('resumed');
  });
});

it('a service that is named is meant, wherever that is said', async () => {
  await open.comment(open.pull(), '@belay pause shop "look at the graphs"', open.bo);
  expect((await kinds()).at(-1)).toBe('paused');
  await open.comment(current, '@belay resume', open.bo);
});

it('a rollback goes on with what it says while the store does not say whose rollout it is', async () => {
  open.world.faults.store = 'silent';
  const said = open.comment(current, '@belay rollback "slow"', open.bo);
  const before = open.shop.reactions.length;
  const signs = () => open.shop.reactions.slice(before).map(({ content }) => content);
  await expect
    .poll(signs, { timeout: 5000 })
    .toContain('+1')
    .finally(() => {
      open.world.faults.store = false;
    });
  await said;
});
