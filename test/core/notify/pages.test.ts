import { describe, expect, it } from 'vitest';
import { announce } from '../../../src/core/announce.ts';
import type { PlaceName } from '../../../src/core/ids.ts';
import type { Alerts } from '../../../src/core/notify/alerts.ts';
import { project } from '../../../src/core/rollout/decision.ts';
import type { RollbackCause, RolloutEvent } from '../../../src/core/rollout/events.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { aPlan, aStage } from '../../builders/plan.ts';
import { aRollout, belay, examplePhases, noon, rolloutId } from '../../builders/rollout.ts';

const named = (...names: string[]) => names as PlaceName[];
const alerts: Alerts = {
  critical: { tell: named('prod'), page: named('pager') },
  warning: { tell: named('engineering'), page: [] },
  info: { tell: named('deployments'), page: [] },
  onCall: named('pager'),
};
const gate = {
  approvals: 1,
  roles: [],
  requesterMayApprove: true,
  expiresAfter: 3_600_000,
  onReject: 'hold' as const,
  onExpiry: 'hold' as const,
};

function told(rollout: Rollout, ...events: RolloutEvent[]): readonly string[] {
  const after = project(rollout, events, belay, noon);
  return announce(rollout, after, events, rollout.seq).flatMap(({ item }) => {
    if (item.kind === 'page') return [`${item.state} ${item.place} ${item.severity} ${item.incident}`];
    return item.kind === 'line' && item.place !== 'console' ? [`tell ${item.place}`] : [];
  });
}
const back = (cause: RollbackCause): RolloutEvent => ({
  kind: 'rollback-ordered',
  cause,
  gradual: false,
  from: 5,
});
const observed = (more: Parameters<typeof aPlan>[0] = {}) => aRollout({ plan: aPlan({ alerts, ...more }) });
const asked: RolloutEvent = {
  kind: 'approval-requested',
  stage: 0,
  gate: 1,
  reason: 'checks pass',
  expiresAt: noon + 3_600_000,
};

describe('who is called and told', () => {
  it('goes by how bad it is', () => {
    const trigger = back({ kind: 'trigger', check: 'x', sentence: 'error-rate is 8%' });
    expect(told(observed(), trigger)).toEqual(['trigger pager critical belay/r-0123456789/8', 'tell prod']);
    expect(told(observed(), back({ kind: 'person', reason: 'slow' }))).toEqual(['tell engineering']);
    expect(told(observed(), { kind: 'stage-passed', stage: 0, sentence: 'fine' })).toEqual([
      'tell deployments',
    ]);
  });

  it('is nobody where the plan has no alerts', () => {
    const rollout = aRollout({ plan: aPlan({ rollback: { steps: [], every: 0, page: true } }) });
    expect(told(rollout, back({ kind: 'person', reason: 'slow' }))).toEqual([]);
  });

  it('is whoever is on call for an emergency, and where the plan pages for rollbacks', () => {
    const page = 'trigger pager critical belay/r-0123456789/8';
    const quiet = { ...alerts, critical: { tell: [], page: [] } };
    expect(told(observed({ alerts: quiet }), back({ kind: 'person', reason: 'x', emergency: true }))).toEqual(
      [page],
    );
    const paging = observed({ alerts: quiet, rollback: { steps: [], every: 0, page: true } });
    expect(told(paging, back({ kind: 'person', reason: 'x' }))).toContain(page);
    expect(told(paging, back({ kind: 'superseded', by: rolloutId }))).not.toContain(page);
  });

  it.each([
    ['always', {}, 1],
    ['critical', {}, 0],
    ['critical', { critical: true as const }, 1],
  ] as const)('for a gate that pages %s with %o', (page, more, calls) => {
    const rollout = observed({ stages: [aStage({ gate: { ...gate, page } }), aStage()], ...more });
    const pages = told(rollout, asked).filter((one) => one.startsWith('trigger'));
    expect(pages).toHaveLength(calls);
  });

  it('is nobody any more once the gate is decided, and the call is over', () => {
    const plan = aPlan({ alerts, stages: [aStage({ gate: { ...gate, page: 'always' } }), aStage()] });
    const rollout = aRollout({ plan, gates: 1, phase: { ...examplePhases.waiting, stage: 0 } });
    expect(told(rollout, { kind: 'gate-opened', gate: 1 })).toContain(
      'resolve pager info belay/r-0123456789/gate-1',
    );
    expect(told(rollout, { kind: 'noted', text: 'hm' })).toEqual([]);
  });

  it('never calls because a call was made, or could not be', () => {
    const loud = { ...alerts, warning: { tell: [], page: named('pager') } };
    for (const succeeded of [true, false]) {
      const paged = {
        kind: 'paged',
        place: named('pager')[0] as PlaceName,
        succeeded,
        sentence: 'x',
      } as const;
      expect(told(observed({ alerts: loud }), paged).filter((one) => one.startsWith('trigger'))).toEqual([]);
    }
  });
});
