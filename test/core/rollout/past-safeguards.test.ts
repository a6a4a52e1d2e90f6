import { describe, expect, it } from 'vitest';
import type { PlaceName, RoleName } from '../../../src/core/ids.ts';
import type { BreakGlass, Skip } from '../../../src/core/rollout/break-glass.ts';
import type { Gate } from '../../../src/core/rollout/gates/gate-plan.ts';
import { pastSafeguards } from '../../../src/core/rollout/past-safeguards.ts';
import { PlanBody } from '../../../src/core/rollout/plan.ts';
import { aPlan, aStage } from '../../builders/plan.ts';
import { criterion, trigger } from '../../builders/story.ts';

const gate = (approvals: number): Gate => ({
  approvals,
  roles: [],
  requesterMayApprove: true,
  expiresAfter: 3_600_000,
  onReject: 'hold',
  onExpiry: 'hold',
});
const step = { name: 'migrate', run: ['migrate'], undo: null, timeout: 1000 };
const { hash: _, ...body } = aPlan({
  prepare: [step],
  verify: [{ ...step, name: 'smoke' }],
  stages: [
    aStage({ checks: [trigger, criterion], gate: gate(2), hold: 3_600_000 }),
    aStage({ weight: 100, checks: [trigger, criterion], gate: gate(1) }),
  ],
});
const more = { who: ['sre'] as RoleName[], places: ['ops'] as PlaceName[], pagers: [] };
const past = (skips: Skip[], rest: Partial<BreakGlass> = {}) =>
  pastSafeguards(body, { skips, reason: 'CVE', secondPerson: true, reviewWithin: 1000, ...rest }, more);

describe('a plan past the safeguards', () => {
  it('without canary has one stage, with everybody, still watched by every trigger', () => {
    const { stages, prepare } = past(['canary', 'approval']);
    expect(stages).toHaveLength(1);
    expect(stages[0]).toMatchObject({ weight: 100, hold: 300_000, gate: null, checks: [trigger] });
    expect(prepare).toEqual([step]);
  });

  it('without tests verifies nothing, and still prepares', () => {
    const { verify, prepare, stages } = past(['tests']);
    expect(verify).toEqual([]);
    expect(prepare).toEqual([step]);
    expect(stages.map((stage) => stage.gate?.approvals)).toEqual([2, 1]);
  });

  it('asks a second person first, who is never the one who asked', () => {
    expect(past(['approval']).entry).toMatchObject({
      approvals: 1,
      roles: ['sre'],
      requesterMayApprove: false,
    });
    expect(past(['approval'], { secondPerson: false }).entry).toBeUndefined();
  });

  it('without approvals does not wait for the one before the start either, whether or not it skips more', () => {
    const asking = { ...body, entry: { ...gate(2), roles: ['council'] as RoleName[] } };
    for (const skips of [['approval'], ['tests', 'approval'], ['canary', 'approval']] as Skip[][]) {
      const skipped = pastSafeguards(
        asking,
        { skips, reason: 'CVE', secondPerson: true, reviewWithin: 1000 },
        more,
      );
      expect(skipped.entry).toMatchObject({ approvals: 1, roles: ['sre'], requesterMayApprove: false });
    }
  });

  it('asks at the gate that wants most people, however it says so', () => {
    const each = ['finance', 'legal', 'product'] as RoleName[];
    const asking = { ...body, entry: { ...gate(0), each } };
    const skipped = pastSafeguards(
      asking,
      { skips: ['canary'], reason: 'CVE', secondPerson: true, reviewWithin: 1000 },
      more,
    );
    expect(skipped.entry).toMatchObject({ approvals: 0, each, requesterMayApprove: false });
  });

  it('asks first what its stages would have asked, when approvals are not skipped', () => {
    expect(past(['canary']).entry).toMatchObject({ approvals: 2, requesterMayApprove: false });
    expect(past(['canary'], { secondPerson: false }).entry).toMatchObject({ approvals: 2 });
  });

  it('is one that can be frozen, says what it skips, and tells its environment', () => {
    const frozen = past(['canary'], { announce: ['ops', 'all'] as PlaceName[] });
    expect(PlanBody.parse(frozen)).toEqual(frozen);
    expect(frozen.places).toEqual(['console', 'ops', 'all']);
    expect(frozen).toMatchObject({ superseding: 'supersede', critical: true, breakGlass: { reason: 'CVE' } });
  });
});
