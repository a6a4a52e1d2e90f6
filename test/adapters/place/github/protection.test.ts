import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RolloutId } from '../../../../src/core/ids.ts';
import { type OnGithub, onGithub } from './on-github.ts';

let on: OnGithub;
beforeEach(async () => {
  on = await onGithub();
  on.repository.runs.set(5, { id: 5, environment: 'production', decision: null, reports: [] });
});
afterEach(() => on[Symbol.asyncDispose]());

const key = 'card/r-0123456789/github';
const ask = () =>
  on.place.protect({ repository: 'acme/shop', run: 5, environment: 'production', commit: on.pull.head.sha });
const run = () => on.repository.runs.get(5);
const over = (phase: string) => on.card({ phase, over: true });

describe('an environment that waits for Belay', () => {
  test('hears how to start a rollout, then how it goes, and goes on when it is completed', async () => {
    await ask();
    expect(run()?.reports[0]?.comment).toContain('`@belay deploy to production`');
    await on.reopened().card(key, on.card());
    expect(run()?.reports[1]?.comment).toContain('25 % (stage 2 of 3).');
    on.time.now += 30_000;
    await on.place.card(key, on.card({ traffic: { wanted: 25, observed: 1, requests: 1 } }));
    expect(run()?.reports).toHaveLength(2);
    on.time.now += 30_000;
    await on.place.card(key, over('completed'));
    expect(run()).toMatchObject({ decision: 'approved' });
  });

  test.each(['rolled back', 'cancelled'])('stops when the rollout was %s', async (phase) => {
    await on.place.card(key, on.card());
    await ask();
    on.time.now += 30_000;
    await on.place.card(key, over(phase));
    expect(run()).toMatchObject({ decision: 'rejected' });
    expect(run()?.reports.at(-1)?.comment).toContain(phase);
  });

  test('goes on at once when the rollout was completed before', async () => {
    await on.place.card(key, over('completed'));
    await ask();
    expect(run()).toMatchObject({ decision: 'approved' });
  });

  test('keeps its last report for the decision', async () => {
    await ask();
    for (let index = 0; index < 15; index += 1) {
      on.time.now += 30_000;
      await on.place.card(key, on.card({ phase: `phase ${index}` }));
    }
    expect(run()?.reports).toHaveLength(9);
    on.time.now += 30_000;
    await on.place.card(key, over('completed'));
    expect(run()?.reports).toHaveLength(10);
    expect(run()?.decision).toBe('approved');
  });

  test('is let go by no rollout of another commit or environment', async () => {
    await ask();
    await on.place.card(key, on.card({ environment: 'staging', phase: 'completed', over: true }));
    const source = { repository: 'acme/shop', commit: 'a'.repeat(40), pull: null };
    on.repository.refs.set('a'.repeat(40), 'a'.repeat(40));
    await on.place.card(`${key}2`, on.card({ source, phase: 'completed', over: true }));
    expect(run()?.decision).toBeNull();
  });

  test('listens to the rollout that was asked for last', async () => {
    const rollout = RolloutId.parse('r-1111111111');
    await on.place.card(key, on.card());
    await on.place.card(`${key}2`, on.card({ rollout, requestedAt: on.time.now }));
    on.time.now += 30_000;
    await on.place.card(key, over('cancelled'));
    await ask();
    expect(run()?.decision).toBeNull();
    await on.place.card(
      `${key}2`,
      on.card({ rollout, requestedAt: on.time.now, phase: 'completed', over: true }),
    );
    expect(run()?.decision).toBe('approved');
  });

  test('is left alone once somebody else decided', async () => {
    await on.place.card(key, on.card());
    await ask();
    const found = run();
    if (found === undefined) throw new TypeError('a run');
    found.decision = 'rejected';
    on.time.now += 30_000;
    await on.place.card(key, on.card({ phase: 'paused' }));
    on.time.now += 30_000;
    await on.place.card(key, over('completed'));
    expect(on.wrote(/deployment_protection_rule/)).toBe(2);
  });

  test('of another repository is not answered', async () => {
    await on.place.protect({ repository: 'evil/shop', run: 5, environment: 'production', commit: 'a' });
    expect(on.github.state.requests).toEqual([]);
  });
});
