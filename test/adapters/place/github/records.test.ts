import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RolloutId } from '../../../../src/core/ids.ts';
import { anApproval } from '../../../render/github/a-card.ts';
import { type OnGithub, onGithub } from './on-github.ts';

let on: OnGithub;
beforeEach(async () => {
  on = await onGithub();
});
afterEach(() => on[Symbol.asyncDispose]());

const key = 'card/r-0123456789/github';
const deployments = () => [...on.repository.deployments.values()];
const runs = () => [...on.repository.checkRuns.values()];

/** The rollout is somewhere else, long enough later. */
async function then(overrides: Parameters<OnGithub['card']>[0]) {
  on.time.now += 30_000;
  await on.place.card(key, on.card(overrides));
}

describe('deployments', () => {
  test('tell every stage once, whatever the figures do', async () => {
    await on.place.card(key, on.card({ phase: 'queued' }));
    await then({});
    await then({ traffic: { wanted: 25, observed: 20, requests: 5 } });
    await then({ phase: 'waiting for approval', approval: anApproval() });
    await then({ phase: 'completed', over: true });
    const [only] = deployments();
    expect(deployments()).toHaveLength(1);
    expect(only).toMatchObject({
      ref: on.pull.head.sha,
      environment: 'production',
      payload: { rollout: 'r-0123456789' },
    });
    expect(only?.statuses.map(({ state, description }) => `${state}: ${description}`)).toEqual([
      'queued: 25 % (stage 2 of 3): queued',
      'in_progress: 25 % (stage 2 of 3)',
      'in_progress: Waiting for approval (1 of 2) to go from 25% on to everybody',
      'success: completed',
    ]);
    expect(only?.statuses[0]?.logUrl).toBe('https://belay.example/#/r-0123456789');
  });

  test.each([
    ['rolled back', 'failure', 'failure'],
    ['cancelled', 'inactive', 'cancelled'],
  ])('a rollout that was %s ends as %s, its check as %s', async (phase, state, conclusion) => {
    await on.place.card(key, on.card());
    await then({ phase, over: true });
    expect(deployments()[0]?.statuses.at(-1)?.state).toBe(state);
    expect(runs()[0]).toMatchObject({ status: 'completed', conclusion });
  });

  test('one that is replaced is inactive, and serves everybody again after a rollback', async () => {
    const rollout = RolloutId.parse('r-1111111111');
    const second = `${key}2`;
    await on.place.card(key, on.card({ phase: 'completed', over: true }));
    await on.place.card(second, on.card({ rollout, version: 'v3' }));
    const last = () => deployments().map(({ statuses }) => statuses.at(-1)?.state);
    expect(last()).toEqual(['success', 'in_progress']);
    on.time.now += 30_000;
    await on.place.card(second, on.card({ rollout, version: 'v3', phase: 'completed', over: true }));
    expect(last()).toEqual(['inactive', 'success']);
    on.time.now += 30_000;
    await on.place.card(second, on.card({ rollout, version: 'v3', phase: 'rolled back', over: true }));
    expect(last()).toEqual(['success', 'failure']);
  });

  test('are found again when the answer to writing them was lost', async () => {
    on.github.failures.add({ kind: 'dropped', on: /^POST .*\/deployments$/, times: 1, afterwards: true });
    await expect(on.place.card(key, on.card())).rejects.toMatchObject({ code: 'place-unreachable' });
    on.github.failures.add({ kind: 'dropped', on: /^POST .*\/check-runs$/, times: 1, afterwards: true });
    on.time.now += 5000;
    await expect(on.place.card(key, on.card())).rejects.toMatchObject({ code: 'place-unreachable' });
    on.time.now += 5000;
    await on.reopened().card(key, on.card());
    expect(deployments()).toHaveLength(1);
    expect(runs()).toHaveLength(1);
  });

  test('go by the version where the rollout names no commit, and the version is a ref of its repository', async () => {
    on.repository.refs.set('v2', on.pull.head.sha);
    await on.place.card(key, on.card({ source: null, origin: null }));
    expect(deployments()[0]?.sha).toBe(on.pull.head.sha);
    expect(runs()[0]?.headSha).toBe(on.pull.head.sha);
  });

  test('a version that is no ref has none, which is said once', async () => {
    const other = on.card({ source: null, origin: null, version: 'registry.example/shop:v2' });
    await on.place.card(key, other);
    on.time.now += 5000;
    await on.place.card(key, { ...other, phase: 'paused' });
    expect(deployments()).toEqual([]);
    expect(on.log.lines.filter((line) => line.includes('no ref of the repository'))).toHaveLength(1);
  });

  test('are none of this place’s business in other repositories', async () => {
    const source = { repository: 'acme/other', commit: on.pull.head.sha, pull: null };
    await on.place.card(key, on.card({ source, origin: null }));
    await on.place.card(key, on.card({ source: null, service: 'cart', origin: null }));
    expect(on.github.state.requests).toEqual([]);
  });
});

describe('the check', () => {
  test('shows the live state, asks for action while people are asked, and goes on afterwards', async () => {
    await on.place.card(key, on.card());
    expect(runs()[0]).toMatchObject({ name: 'Belay: shop in production', status: 'in_progress' });
    expect(runs()[0]?.output.title).toBe('observing, 25 % (stage 2 of 3)');
    await then({ phase: 'waiting for approval', approval: anApproval() });
    expect(runs()[0]).toMatchObject({ status: 'completed', conclusion: 'action_required' });
    expect(runs()[0]?.output.summary).toContain('@belay approve r-0123456789 --gate 2');
    await then({ phase: 'shifting traffic' });
    expect(runs()[0]).toMatchObject({ status: 'in_progress', conclusion: null });
    await then({ phase: 'completed', over: true });
    expect(runs()).toHaveLength(1);
    expect(runs()[0]).toMatchObject({ status: 'completed', conclusion: 'success' });
  });
});
