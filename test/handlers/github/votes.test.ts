import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RolloutId } from '../../../src/core/ids.ts';
import { type GithubWorld, openGithubWorld } from './github-world.ts';

let open: GithubWorld;
let id: RolloutId;

beforeAll(async () => {
  open = await openGithubWorld();
  id = await open.world.rolloutOf('deploy shop v3', 'ana');
  await open.world.workUntil(async () => (await open.world.store.find(id))?.phase === 'waiting');
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
});

function issueFor(number: number, gate: number): { readonly number: number } {
  const about = { title: 'Approve shop v3', body: null, labels: [], stateReason: null, author: open.ana };
  open.shop.issues.set(number, { number, state: 'open', ...about });
  open.approvalIssues.set(`acme/shop#${number}`, { rollout: id, gate });
  return { number };
}

it('a vote in an issue counts for the request that the issue was opened for', async () => {
  const old = issueFor(701, 9);
  await open.comment(old, '@belay approve', open.bo);
  expect(open.answers(old)[0]).toContain('gate 9');
  expect(await open.world.kinds(id)).not.toContain('approved');
  const current = issueFor(702, 1);
  const { comment } = await open.comment(current, '@belay approve', open.bo);
  expect(open.reactions(comment)).toContain('+1');
  expect(await open.world.kinds(id)).toContain('gate-opened');
});

it('a rollback waits for nothing that GitHub has to answer', async () => {
  open.github.failures.add({ kind: 'server-error' });
  const pull = open.pull();
  await open.comment(pull, `@belay rollback ${id} "slow"`, open.bo);
  expect(await open.world.kinds(id)).toContain('rollback-ordered');
  open.github.failures.clear();
});
