import { describe, expect, it, test } from 'vitest';
import { criticalFix } from '../../../src/core/budget/critical-fix.ts';
import { decideRelease } from '../../../src/core/budget/release.ts';
import { aStanding, standingOf } from '../../builders/budget.ts';
import { aPlan, aStage } from '../../builders/plan.ts';

const asked = { service: 'shop', environment: 'production', version: 'v2', critical: false };
const critical = { ...asked, critical: true };

describe('an ordinary release', () => {
  it('goes while nothing is frozen, also with a warning and with what cannot be told', () => {
    for (const standings of [[], [aStanding(1)], [aStanding(0.2)], [standingOf([])]]) {
      expect(decideRelease(standings, asked)).toEqual({ kind: 'may', approved: false });
    }
  });

  it('is refused with what is left, the edge, when it may go on, and what to type instead', () => {
    expect(decideRelease([aStanding(1, { name: 'fine' }), aStanding(0.08)], asked)).toEqual({
      kind: 'refused',
      code: 'budget-frozen',
      sentence:
        'The error budget requests of shop in production is frozen: 8 % of it is left; releases stop below 10 %. Nothing was started. They go on once 15 % is left again, as failures grow older than 30d. A fix that cannot wait goes with `deploy shop v2 to production --critical "why"`; `budget shop` shows more.',
    });
  });

  it('hears that a fix needs an approval where (nearly) nothing is left', () => {
    expect(decideRelease([aStanding(-0.2)], asked)).toMatchObject({
      sentence: expect.stringMatching(
        /none of it is left: 20 % more than all of it is spent.*--critical "why"`, and somebody else then approves it/,
      ),
    });
  });

  it('stays refused when what was frozen cannot be told any more', () => {
    expect(decideRelease([standingOf([], { former: 'frozen' })], asked)).toMatchObject({
      code: 'budget-frozen',
      sentence: expect.stringContaining('how much of it is left is not known: over 30d it was not read'),
    });
  });

  it('is stopped by no budget that does not gate there', () => {
    expect(decideRelease([aStanding(0, { gates: false })], asked)).toMatchObject({ kind: 'may' });
  });

  it('names every budget that stops it', () => {
    const both = decideRelease([aStanding(0.08), aStanding(0.09, { name: 'payments' })], asked);
    expect(both).toMatchObject({ sentence: expect.stringContaining('is frozen (and so is payments)') });
  });
});

test('a critical fix goes, with an approval where critical fixes need one', () => {
  expect(decideRelease([aStanding(0.5)], critical)).toEqual({ kind: 'may', approved: false });
  expect(decideRelease([aStanding(0.08)], critical)).toEqual({ kind: 'may', approved: false });
  expect(decideRelease([aStanding(0.08), aStanding(0.04)], critical)).toEqual({
    kind: 'may',
    approved: true,
  });
});

describe('the plan of a critical fix', () => {
  it('says so, and is otherwise the same without an approval', () => {
    const plan = aPlan();
    expect(criticalFix(plan, false)).toEqual({ ...plan, critical: true });
  });

  it('has a gate at the end of its first stage that the requester cannot open', () => {
    const [first, second] = criticalFix(aPlan(), true).stages;
    expect(first?.gate).toMatchObject({ approvals: 1, requesterMayApprove: false, onExpiry: 'roll_back' });
    expect(second?.gate).toBeNull();
  });

  it('keeps what a gate asks for already', () => {
    const gate = {
      approvals: 2,
      roles: [],
      requesterMayApprove: true,
      expiresAfter: 60_000,
      onReject: 'hold',
      onExpiry: 'hold',
    } as const;
    const plan = aPlan({ stages: [aStage({ gate: { ...gate, roles: [] } }), aStage({ weight: 100 })] });
    expect(criticalFix(plan, true).stages[0]?.gate).toEqual({ ...gate, requesterMayApprove: false });
  });
});
