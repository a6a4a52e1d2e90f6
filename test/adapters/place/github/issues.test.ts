import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGithubIssues } from '../../../../src/adapters/place/github/issues.ts';
import type { Card } from '../../../../src/core/card/card.ts';
import { PlaceName } from '../../../../src/core/ids.ts';
import { readApprovalKey } from '../../../../src/render/github/approval-key.ts';
import { rolloutId } from '../../../builders/rollout.ts';
import { anApproval } from '../../../render/github/a-card.ts';
import { type OnGithub, onGithub } from './on-github.ts';

let on: OnGithub;
beforeEach(async () => {
  on = await onGithub();
});
afterEach(() => on[Symbol.asyncDispose]());

const name = PlaceName.parse('approvals');

function place() {
  const { client, posts, clock, log } = on;
  const shared = { client, posts, clock, log, turn: async () => undefined };
  return createGithubIssues({
    linkOf: (rollout) => `https://belay.example/#/${rollout}`,
    name,
    repository: 'acme/shop',
    labels: ['approval'],
    mention: 'belay',
    ...shared,
  });
}

const issues = () => [...on.repository.issues.values()];
const asked = () => on.card({ approval: anApproval() });

function decided(outcome: Card['decisions'][number]['outcome']): Card {
  const votes = [{ person: 'Grace', at: on.time.now }];
  return on.card({
    decisions: [{ gate: 2, stage: '25%', outcome, votes, by: null, reason: null, at: on.time.now }],
  });
}

describe('an issue for an approval', () => {
  test('opens with the request, shows each vote, and closes with who decided', async () => {
    await place().card('key', on.card());
    expect(issues()).toEqual([]);
    await place().card('key', asked());
    await place().card('key', asked());
    expect(issues()).toHaveLength(1);
    expect(issues()[0]).toMatchObject({ labels: ['approval'], state: 'open' });
    on.time.now += 2000;
    await place().card('key', on.card({ approval: anApproval({ given: [] }) }));
    expect(issues()[0]?.body).toContain('0 of 2');
    on.time.now += 2000;
    const end = decided('approved');
    await place().card('key', end);
    expect(issues()[0]).toMatchObject({ state: 'closed', stateReason: 'completed' });
    expect(issues()[0]?.body).toContain('approvals: Grace');
    expect(on.comments()).toEqual([]);
    on.time.now += 60_000;
    const before = on.github.state.requests.length;
    await place().card('key', { ...end, checks: [] });
    expect(on.github.state.requests).toHaveLength(before);
  });

  test.each(['rejected', 'expired', 'withdrawn'] as const)(
    'that was %s closes as not planned',
    async (outcome) => {
      await place().card('key', asked());
      on.time.now += 2000;
      await place().card('key', decided(outcome));
      expect(issues()[0]).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    },
  );

  test('is found again when the answer to opening it was lost', async () => {
    on.github.failures.add({ kind: 'dropped', on: /^POST .*\/issues$/, times: 1, afterwards: true });
    await expect(place().card('key', asked())).rejects.toMatchObject({ code: 'place-unreachable' });
    on.time.now += 5000;
    await place().card('key', asked());
    expect(issues()).toHaveLength(1);
  });

  test('belongs to its rollout and gate, for whoever answers in it', async () => {
    await place().card('key', asked());
    const post = await on.posts.find(name, `acme/shop#${issues()[0]?.number}`);
    expect(post?.rollout).toBe(rolloutId);
    expect(readApprovalKey(post?.key ?? '')).toEqual({ rollout: rolloutId, gate: 2 });
    expect(readApprovalKey('card/r-0123456789/github')).toBeNull();
  });

  test('is not opened for what was decided already, and not again when somebody deleted it', async () => {
    await place().card('key', decided('approved'));
    expect(issues()).toEqual([]);
    await place().card('key', asked());
    on.repository.issues.clear();
    on.time.now += 2000;
    await place().card('key', decided('approved'));
    expect(issues()).toEqual([]);
    expect(on.log.lines.join()).toContain('is gone');
  });
});
