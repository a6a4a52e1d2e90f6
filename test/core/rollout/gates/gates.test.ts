import { describe, expect, test } from 'vitest';
import type { RoleName } from '../../../../src/core/ids.ts';
import { countedVotes, isQuorate } from '../../../../src/core/rollout/gates/gate.ts';
import type { Gate } from '../../../../src/core/rollout/gates/gate-plan.ts';
import type { Stage } from '../../../../src/core/rollout/plan.ts';
import { aGate, errorRates } from '../../../builders/check.ts';
import { ana, ben, cem, criterion, decidedKinds, type Live, live, stages, trigger } from '../live.ts';
import { person } from '../world.ts';

const approve = { kind: 'approve', bound: { gate: null, commit: null } } as const;
const reject = { kind: 'reject', bound: { gate: null, commit: null }, reason: 'not today' } as const;
const promote = { kind: 'promote', all: false, from: null } as const;

/** At the gate after the first stage, everything healthy. */
function atGate(gate: Partial<Gate> = {}, stage: Partial<Stage> = {}): Live {
  const [first, ...rest] = stages();
  if (first === undefined) throw new Error('a stage');
  const one = live({ stages: [{ ...first, gate: aGate(gate), ...stage }, ...rest] });
  one.at(0.001, 5000);
  expect(one.rollout().phase.kind).toBe('waiting');
  return one;
}

describe('a gate', () => {
  test('is asked for after the hold, with what the checks say and when it expires', () => {
    expect(atGate().rollout().phase).toMatchObject({
      gate: 1,
      stage: 0,
      reason: '2 of 2 checks pass',
      opened: false,
    });
  });

  test('opens with enough distinct people, and the next stage begins', () => {
    const one = atGate();
    expect(decidedKinds(one.tell(approve, ana))).toEqual(['approved']);
    expect(decidedKinds(one.tell(approve, ana))).toEqual([]);
    expect(decidedKinds(one.tell(approve, ben))).toEqual([
      'approved',
      'gate-opened',
      'stage-passed',
      'stage-entered',
    ]);
    expect(one.rollout().phase).toMatchObject({ kind: 'shifting', stage: 1 });
  });

  test.each([
    ['the person who asked for the rollout', cem, 'own-rollout'],
    ['somebody without a role', person('dia'), 'role'],
    ['somebody with another role', person('dia', 'developer'), 'role'],
  ])('does not count %s', (_, by, code) => {
    const one = atGate({ approvals: 1 });
    expect(decidedKinds(one.tell(approve, by))).toEqual([code]);
    expect(one.rollout().phase).toMatchObject({ kind: 'waiting', votes: [] });
  });

  test('counts the person who asked where the plan allows it', () => {
    const one = atGate({ approvals: 1, requesterMayApprove: true });
    expect(decidedKinds(one.tell(approve, cem))).toContain('gate-opened');
  });

  test('without roles counts everybody who may approve', () => {
    expect(decidedKinds(atGate({ approvals: 1, roles: [] }).tell(approve, person('dia')))).toContain(
      'gate-opened',
    );
  });

  test('counts one person once and only the wanted roles, whatever stands in the log', () => {
    const vote = (id: string, role: string) => ({ person: id, roles: [role as RoleName], at: 1 }) as never;
    const votes = [vote('ana', 'team-lead'), vote('ana', 'sre-oncall'), vote('dia', 'developer')];
    expect(countedVotes(aGate(), votes)).toHaveLength(1);
    expect(isQuorate(aGate(), votes)).toBe(false);
    expect(isQuorate(aGate(), [...votes, vote('ben', 'sre-oncall')])).toBe(true);
  });

  test('stays closed to the next stage while a trigger holds, and then goes on by itself', () => {
    const one = atGate(
      { approvals: 1 },
      { checks: [{ ...trigger, rule: { ...trigger.rule, sustained: 60_000 } }, criterion] },
    );
    one.at(0.2);
    expect(decidedKinds(one.tell(approve))).toEqual(['approved', 'gate-opened']);
    expect(one.tell(promote)).toMatchObject({
      code: 'breached',
      sentence: expect.stringContaining('breaks "error-rate > 5%"'),
    });
    expect(decidedKinds(one.tell(approve, ben))).toEqual(['gate-decided']);
    expect(one.at(0.001)).toEqual(expect.arrayContaining(['stage-passed', 'stage-entered']));
  });

  test('that opens after nobody has looked for long waits for a new measurement', () => {
    const one = atGate({ approvals: 1, expiresAfter: 86_400_000 });
    one.world.now += 3_600_000;
    expect(decidedKinds(one.tell(approve))).toEqual(['approved', 'gate-opened']);
    expect(one.at(0.001, 0)).toContain('stage-passed');
  });

  test('is watched by triggers while it waits', () => {
    expect(atGate().at(0.2)).toContain('rollback-ordered');
  });

  test('after the last stage leads to the end', () => {
    const last = stages().map((stage, n) => (n === 2 ? { ...stage, gate: aGate({ approvals: 1 }) } : stage));
    const one = live({ stages: last });
    for (let n = 0; n < 6; n += 1) one.at(0.001, 5000);
    expect(one.rollout().phase).toMatchObject({ kind: 'waiting', stage: 2 });
    expect(decidedKinds(one.tell(approve))).toEqual(['approved', 'gate-opened', 'stage-passed']);
    expect(one.rollout().phase.kind).toBe('completing');
  });
});

describe('a rejected gate', () => {
  test('rolls back where the plan says so', () => {
    const one = atGate();
    expect(decidedKinds(one.tell(reject))).toEqual(['rejected', 'rollback-ordered']);
    expect(one.rollout().phase).toMatchObject({
      kind: 'rolling-back',
      cause: { kind: 'gate', outcome: 'rejected', sentence: 'not today' },
    });
  });

  test('holds where the plan says so, for ever and still watched', () => {
    const one = atGate({ onReject: 'hold' });
    expect(decidedKinds(one.tell(reject))).toEqual(['rejected']);
    one.at(0.001, 3_600_000);
    expect(one.rollout().phase).toMatchObject({ kind: 'waiting', closed: true });
    expect(one.at(0.2)).toContain('rollback-ordered');
  });

  test('takes no further votes; promote asks again, and only new votes count', () => {
    const one = atGate({ onReject: 'hold' });
    one.tell(approve, ana);
    one.tell(reject, ben);
    expect(decidedKinds(one.tell(approve, ben))).toEqual(['gate-decided']);
    expect(decidedKinds(one.tell(reject, ben))).toEqual(['gate-decided']);
    expect(decidedKinds(one.tell(promote))).toEqual(['approval-requested']);
    expect(one.rollout().phase).toMatchObject({ gate: 2, votes: [], closed: false });
    expect(decidedKinds(one.tell({ kind: 'approve', bound: { gate: 1, commit: null } }, ben))).toEqual([
      'other-gate',
    ]);
    expect(decidedKinds(one.tell({ kind: 'approve', bound: { gate: 2, commit: null } }, ben))).toEqual([
      'approved',
    ]);
    expect(decidedKinds(one.tell({ kind: 'approve', bound: { gate: 2, commit: null } }, ana))).toContain(
      'gate-opened',
    );
  });
});

describe('an expired gate', () => {
  test.each([
    [59_999, []],
    [60_000, ['gate-expired', 'rollback-ordered']],
  ])('after %d ms of 60 s: %j', (millis, kinds) => {
    const one = atGate();
    one.world.now += millis;
    expect(one.world.find(one.rollout(), { kind: 'time' }).map(({ kind }) => kind)).toEqual(kinds);
  });

  test('names the outcome as the cause', () => {
    const one = atGate();
    one.world.now += 60_000;
    one.world.find(one.rollout(), { kind: 'time' });
    expect(one.rollout().phase).toMatchObject({
      cause: { kind: 'gate', outcome: 'expired', sentence: 'nobody opened the gate within 1m' },
    });
  });

  test('holds where the plan says so, once and not again and again', () => {
    const one = atGate({ onExpiry: 'hold' });
    expect(one.at(0.001, 60_000)).toContain('gate-expired');
    expect(one.at(0.001, 60_000)).not.toContain('gate-expired');
    expect(decidedKinds(one.tell(promote))).toEqual(['approval-requested']);
  });

  test('takes neither approval nor rejection, even if nobody has noticed that it expired', () => {
    const one = atGate({ approvals: 1 });
    one.world.now += 60_000;
    for (const wish of [approve, reject]) expect(decidedKinds(one.tell(wish))).toEqual(['expired']);
  });

  test('does not expire any more once it is open', () => {
    const one = atGate(
      { approvals: 1 },
      { checks: [{ ...trigger, rule: { ...trigger.rule, sustained: 900_000 } }] },
    );
    one.at(0.2);
    one.tell(approve);
    expect(one.at(0.2, 120_000)).toEqual(['measured']);
  });
});

describe('a vote', () => {
  test('for another gate than the one that is open is refused and not counted', () => {
    const one = atGate({ approvals: 1 });
    for (const gate of [2, 7]) {
      expect(decidedKinds(one.tell({ kind: 'approve', bound: { gate, commit: null } }))).toEqual([
        'other-gate',
      ]);
      expect(decidedKinds(one.tell({ kind: 'reject', bound: { gate, commit: null }, reason: 'no' }))).toEqual(
        ['other-gate'],
      );
    }
    expect(one.rollout().phase).toMatchObject({ votes: [] });
  });

  test('where no gate is open is refused', () => {
    const one = live();
    for (const wish of [approve, reject]) expect(decidedKinds(one.tell(wish))).toEqual(['no-gate']);
  });

  test('decided on an older state does not reach the log', () => {
    const one = atGate({ approvals: 1 });
    const seen = one.rollout();
    one.look(1000, [errorRates(0.2)]);
    expect(one.world.wish(seen, approve, ana)).toBe(false);
    expect(one.kinds()).not.toContain('gate-opened');
  });
});
