import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src/core/card/card.ts';
import { approvalIssue } from '../../../src/render/github/approval-issue.ts';
import { checkRun } from '../../../src/render/github/check-run.ts';
import { deploymentState } from '../../../src/render/github/deployment-state.ts';
import { githubLimits } from '../../../src/render/github/limits.ts';
import { noon } from '../../builders/rollout.ts';
import { aCard, anApproval, cardTyped, commit } from './a-card.ts';
import { hostile, markup } from './markup.ts';

const stories: readonly [Partial<Card>, string, string][] = [
  [{ phase: 'queued' }, 'queued', 'queued'],
  [{}, 'in_progress', 'in_progress'],
  [{ phase: 'paused' }, 'in_progress', 'in_progress'],
  [{ phase: 'waiting for approval', approval: anApproval() }, 'in_progress', 'action_required'],
  [{ phase: 'rolling back' }, 'in_progress', 'in_progress'],
  [{ phase: 'completed', over: true }, 'success', 'success'],
  [{ phase: 'rolled back', over: true }, 'failure', 'failure'],
  [{ phase: 'cancelled', over: true }, 'inactive', 'cancelled'],
];

describe('deployments and checks', () => {
  test.each(stories)('%j is %s as a deployment and %s as a check', (overrides, deployment, check) => {
    const card = aCard(overrides);
    const run = checkRun(card, 'belay');
    expect(deploymentState(card).state).toBe(deployment);
    expect(run.status === 'completed' ? run.conclusion : run.status).toBe(check);
  });

  test('a deployment says its stage, and no figures that change all the time', () => {
    expect(deploymentState(aCard()).description).toBe('25 % (stage 2 of 3)');
    expect(deploymentState(aCard({ approval: anApproval() })).description).toBe(
      'Waiting for approval (1 of 2) to go from 25% on to everybody',
    );
  });

  test('a version that is a commit is shortened, and a status leaves it out', () => {
    const card = aCard({ version: commit, approval: anApproval() });
    const issue = approvalIssue(card, 2, { key: 'k', mention: 'belay', link: null });
    expect(issue?.title).toBe('Approval: shop d6fde92930d4 → production, after 25% (r-0123456789)');
    expect(deploymentState(aCard({ version: commit, phase: 'completed', over: true })).description).toBe(
      'completed',
    );
  });

  test('a description is never too long', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { description } = deploymentState(cardTyped(text.repeat(50)));
        expect(description.length).toBeLessThanOrEqual(githubLimits.deploymentDescription);
        expect(description.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('an issue for an approval', () => {
  const options = { key: 'approval/r-0123456789/2', mention: 'belay', link: 'https://belay.example/#/r' };

  test('is open while people are asked, and closed with the deciders once it is decided', () => {
    const open = approvalIssue(aCard({ approval: anApproval() }), 2, options);
    expect(open).toMatchObject({
      title: 'Approval: shop v2 → production, after 25% (r-0123456789)',
      state: 'open',
    });
    expect(open?.body).toContain('@belay approve r-0123456789 --gate 2');
    expect(open?.body).toContain('- **Change:** acme/shop#12, commit acme/shop@');
    expect(open?.body).toContain('[Watch it live](<https://belay.example/#/r>)');
    const votes = [{ person: 'Grace', at: noon }];
    const decision = { gate: 2, stage: '25%', votes, by: null, reason: null, at: noon };
    const approved = aCard({ decisions: [{ ...decision, outcome: 'approved' }] });
    const expired = aCard({ decisions: [{ ...decision, outcome: 'expired' }] });
    expect(approvalIssue(approved, 2, options)).toMatchObject({ state: 'closed', stateReason: 'completed' });
    expect(approvalIssue(approved, 2, options)?.body).toContain('approvals: Grace (2026-03-02 12:00:00 UTC)');
    expect(approvalIssue(expired, 2, options)).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    expect(approvalIssue(aCard(), 2, options)).toBeNull();
  });

  test('nothing typed changes its markup or makes its title too long', () => {
    const tame = markup(approvalIssue(cardTyped('word'), 2, options)?.body ?? '');
    fc.assert(
      fc.property(hostile, (text) => {
        const issue = approvalIssue(cardTyped(text), 2, options);
        expect(markup(issue?.body ?? '')).toBe(tame);
        const long = approvalIssue(cardTyped(text.repeat(100)), 2, options);
        expect(long?.title.length).toBeLessThanOrEqual(githubLimits.issueTitle);
        expect(long?.body.length).toBeLessThanOrEqual(githubLimits.comment);
      }),
      { numRuns: 100 },
    );
  });
});
