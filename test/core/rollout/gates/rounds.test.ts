import { describe, expect, test } from 'vitest';
import { PersonId, PlaceName, type RoleName } from '../../../../src/core/ids.ts';
import type { Gate } from '../../../../src/core/rollout/gates/gate-plan.ts';
import { nextLook } from '../../../../src/core/rollout/next-look.ts';
import { progress } from '../../../../src/core/rollout/progress.ts';
import { aGate } from '../../../builders/check.ts';
import { ana, ben, cem, decidedKinds, type Live, live, requested, stages } from '../live.ts';
import { person } from '../world.ts';

const bound = { gate: null, commit: null };
const approve = { kind: 'approve', bound } as const;
const reject = { kind: 'reject', bound, reason: 'not today' } as const;
const extend = { kind: 'extend', bound, reason: 'the weekend was quiet' } as const;
const rollback = { kind: 'rollback', reason: 'odd', gradual: false, isStable: false } as const;
const each = (...roles: string[]) => roles as RoleName[];

function atGate(gate: Partial<Gate>, overrides: Parameters<typeof live>[0] = {}): Live {
  const [first, ...rest] = stages();
  if (first === undefined) throw new Error('a stage');
  const one = live({ stages: [{ ...first, gate: aGate(gate) }, ...rest], ...overrides });
  one.at(0.001, 5000);
  expect(one.rollout().phase.kind).toBe('waiting');
  return one;
}

describe('a round of sign-offs', () => {
  const round: Partial<Gate> = {
    approvals: 0,
    roles: [],
    each: each('team-lead', 'sre-oncall'),
    decides: ['go-on', 'extend', 'roll-back'],
    extendBy: 7000,
  };

  test('goes on when everybody does', () => {
    const one = atGate(round);
    expect(decidedKinds(one.tell(approve, ana))).toEqual(['approved']);
    expect(decidedKinds(one.tell(approve, ben))).toEqual([
      'approved',
      'gate-opened',
      'stage-passed',
      'stage-entered',
    ]);
  });

  test('observes it once more when everybody has decided and one wants to, and asks again', () => {
    const one = atGate(round);
    expect(decidedKinds(one.tell(extend, ana))).toEqual(['approved']);
    expect(decidedKinds(one.tell(approve, ben))).toEqual(['approved', 'stage-extended']);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 0, endsAt: one.world.now + 7000 });
    expect(one.rollout().decisions).toMatchObject([{ gate: 1, outcome: 'extended' }]);
    one.at(0.001, 7000);
    expect(one.rollout().phase).toMatchObject({ kind: 'waiting', gate: 2, votes: [] });
  });

  test('waits for the end of a pause before it is observed again, and takes no more votes meanwhile', () => {
    const one = atGate(round);
    one.tell({ kind: 'pause', reason: 'lunch' });
    one.tell(extend, ana);
    expect(decidedKinds(one.tell(approve, ben))).toEqual(['approved']);
    expect(decidedKinds(one.tell(approve, person('dia', 'sre-oncall')))).toEqual(['gate-decided']);
    expect(decidedKinds(one.tell({ kind: 'resume' }))).toEqual(['resumed', 'stage-extended']);
  });

  test('rolls back at once when one says so, whatever a rejection does elsewhere', () => {
    const one = atGate({ ...round, onReject: 'hold' });
    one.tell(approve, ana);
    expect(decidedKinds(one.tell(reject, ben))).toEqual(['rejected', 'rollback-ordered']);
  });

  test('takes what it asks for and nothing else', () => {
    expect(decidedKinds(atGate({ ...round, decides: ['go-on', 'roll-back'] }).tell(extend, ana))).toEqual([
      'not-asked',
    ]);
    expect(decidedKinds(atGate({}).tell(extend, ana))).toEqual(['not-asked']);
  });
});

describe('who counts', () => {
  const borrowed = { ...person('eli', 'team-lead'), lent: { 'team-lead': PersonId.parse('ana') } };
  const fromCem = { ...person('fay', 'team-lead'), lent: { 'team-lead': PersonId.parse('cem') } };

  test('a lent right counts once, whoever uses it first', () => {
    const one = atGate({});
    expect(decidedKinds(one.tell(approve, borrowed))).toEqual(['approved']);
    expect(decidedKinds(one.tell(approve, ana))).toEqual(['right-used']);
    expect(decidedKinds(one.tell(approve, ben))).toContain('gate-opened');
  });

  test('a right lent by whoever asked for the rollout is no better than theirs', () => {
    expect(decidedKinds(atGate({}).tell(approve, fromCem))).toEqual(['own-rollout']);
    expect(
      decidedKinds(atGate({ approvals: 1, requesterMayApprove: true }).tell(approve, fromCem)),
    ).toContain('gate-opened');
  });

  test('a lent right to approve is not one of their own where anybody may', () => {
    const one = atGate({ roles: [], approvals: 2, requesterMayApprove: true });
    one.tell(approve, ana);
    expect(decidedKinds(one.tell({ ...approve, borrowed: true }, borrowed))).toEqual(['right-used']);
  });

  test('only with every statement confirmed', () => {
    const one = atGate({ approvals: 1, confirms: ['it was looked at', 'support is told'] });
    const some = one.tell({ ...approve, confirm: [1] });
    expect(some).toMatchObject({ kind: 'refused', code: 'unconfirmed' });
    expect(some.sentence).toContain('2. “support is told”');
    expect(decidedKinds(one.tell({ ...approve, confirm: [1, 2, 3] }))).toEqual(['bad-confirm']);
    const all = one.tell({ ...approve, confirm: [2, 1] });
    expect(all.kind === 'decided' && all.events[0]).toMatchObject({
      confirmed: ['it was looked at', 'support is told'],
    });
  });

  test('two people at once: the second decides again on what the first wrote', () => {
    const one = atGate({ approvals: 1 });
    const seen = one.rollout();
    one.tell(approve, ana);
    expect(one.world.wish(seen, approve, ben)).toBe(false);
    expect(decidedKinds(one.tell({ ...approve, bound: { gate: 1, commit: null } }, ben))).toEqual([
      'no-gate',
    ]);
  });

  test('approving and rolling back at once: whichever is written first, it goes back', () => {
    const one = atGate({ approvals: 1 });
    const seen = one.rollout();
    one.tell(rollback, ben);
    expect(one.world.wish(seen, approve, ana)).toBe(false);
    expect(decidedKinds(one.tell(approve, ana))).toEqual(['no-gate']);
    const other = atGate({ approvals: 1 });
    other.tell(approve, ana);
    other.tell(rollback, ben);
    expect(other.rollout().phase.kind).toBe('rolling-back');
  });
});

describe('people who have not decided', () => {
  const slow: Partial<Gate> = {
    expiresAfter: 60_000,
    remindBefore: [30_000, 10_000],
    escalate: { after: 20_000, places: [PlaceName.parse('leads')], page: true },
  };

  test('are told once of each, and Belay wakes for it', () => {
    const one = atGate(slow);
    const since = one.world.now;
    const next = (after: number) =>
      one.look(since + after - one.world.now).filter((kind) => kind.startsWith('approval-'));
    expect(next(19_000)).toEqual([]);
    expect(next(20_000)).toEqual(['approval-escalated']);
    expect(next(30_000)).toEqual(['approval-reminded']);
    expect(next(31_000)).toEqual([]);
    expect(next(50_000)).toEqual(['approval-reminded']);
    expect(next(59_000)).toEqual([]);
  });

  test('hear one reminder after an outage, and none again because of a pause', () => {
    const one = atGate(slow);
    one.look(55_000);
    expect(one.kinds().filter((kind) => kind === 'approval-reminded')).toHaveLength(1);
    one.tell({ kind: 'pause', reason: 'lunch' });
    one.world.now += 600_000;
    expect(decidedKinds(one.tell({ kind: 'resume' }))).toEqual(['resumed']);
  });
});

describe('approval before anything begins', () => {
  const entry = aGate({ approvals: 1, remindBefore: [20_000] });

  test('is asked for at once, owns nothing, and is waited for until somebody is to be asked again', () => {
    const one = requested({ entry });
    expect(one.kinds()).toEqual(['requested', 'approval-requested']);
    expect(one.world.owner()).toBeNull();
    expect(nextLook(one.rollout(), one.world.now)).toBe(one.world.now + 40_000);
    expect(decidedKinds(one.tell({ kind: 'pause', reason: 'x' }))).toEqual(['not-begun']);
    expect(decidedKinds(one.tell({ kind: 'promote', all: false, from: null }))).toEqual(['gate']);
  });

  test('lets it take its turn', () => {
    const one = requested({ entry });
    expect(decidedKinds(one.tell(approve))).toEqual(['approved', 'gate-opened']);
    expect(one.rollout().phase.kind).toBe('queued');
  });

  test.each([
    ['is rejected', (one: Live) => decidedKinds(one.tell(reject)), ['rejected', 'cancelled']],
    ['is dropped', (one: Live) => decidedKinds(one.tell(rollback)), ['cancelled']],
  ])('ends it when it %s', (_, act, kinds) => {
    const one = requested({ entry });
    expect(act(one)).toEqual(kinds);
    expect(one.rollout().phase.kind).toBe('cancelled');
  });

  test('ends it when nobody decides', () => {
    const one = requested({ entry });
    one.world.now += 60_000;
    one.world.find(one.rollout(), { kind: 'time' });
    expect(one.kinds().slice(-2)).toEqual(['gate-expired', 'cancelled']);
  });
});

describe('what was said before it was asked', () => {
  const said = (saidAt: number) => ({ gate: null, commit: null, saidAt });

  test('approves nothing, unless it names the request', () => {
    const one = atGate({ approvals: 1 });
    const before = one.world.now - 1;
    expect(decidedKinds(one.tell({ ...approve, bound: said(before) }, ana))).toEqual(['newer-gate']);
    expect(one.kinds()).not.toContain('approved');
    const named = { ...said(before), gate: 1 };
    expect(decidedKinds(one.tell({ ...approve, bound: named }, ana))).toContain('gate-opened');
    const other = atGate({ approvals: 1 });
    expect(decidedKinds(other.tell({ ...approve, bound: said(other.world.now) }, ana))).toContain(
      'gate-opened',
    );
  });

  test('does not refuse a rollback that was asked for since; a no to a release leads back all the same', () => {
    const approval = aGate({ approvals: 1 });
    const one = atGate({ approvals: 1 }, { rollback: { steps: [], every: 0, approval } });
    const before = one.world.now;
    one.world.now += 1000;
    one.tell(rollback, cem);
    expect(decidedKinds(one.tell({ ...reject, bound: said(before) }, ben))).toEqual(['newer-gate']);
    expect(one.rollout().rollbackRequest).not.toBeNull();
    const other = atGate({ approvals: 1, onReject: 'roll_back' });
    const late = other.tell({ ...reject, bound: said(other.world.now - 1) }, ben);
    expect(decidedKinds(late)).toContain('rollback-ordered');
  });
});

describe('a token', () => {
  test('approves nothing that its own person asked for, though they could themselves', () => {
    const one = atGate({ approvals: 1, requesterMayApprove: true });
    expect(decidedKinds(one.tell({ ...approve, byToken: true }, cem))).toEqual(['own-rollout']);
    const fromCem = { ...ana, lent: { 'team-lead': PersonId.parse('cem') } };
    expect(decidedKinds(one.tell({ ...approve, byToken: true }, fromCem))).toEqual(['own-rollout']);
    expect(decidedKinds(one.tell(approve, cem))).toContain('gate-opened');
    const other = atGate({ approvals: 1, requesterMayApprove: true });
    expect(decidedKinds(other.tell({ ...approve, byToken: true }, ana))).toContain('gate-opened');
  });
});

describe('a rollback by hand that others must agree to', () => {
  const approval = aGate({ approvals: 1 });
  const gated = (): Live => live({ rollback: { steps: [], every: 0, approval } });

  test('pauses and waits, and is ordered with the reason of whoever asked', () => {
    const one = gated();
    expect(decidedKinds(one.tell(rollback, cem))).toEqual(['rollback-requested', 'paused']);
    expect(decidedKinds(one.tell(approve, cem))).toEqual(['own-rollout']);
    expect(decidedKinds(one.tell(approve, ben))).toEqual(['approved', 'gate-opened', 'rollback-ordered']);
    expect(one.rollout().phase).toMatchObject({ cause: { reason: 'odd', askedBy: 'cem' }, by: cem });
    expect(one.rollout().decisions).toMatchObject([{ rollback: true, outcome: 'approved' }]);
  });

  test('does not wait in an emergency, nor for triggers', () => {
    const one = gated();
    one.tell(rollback, cem);
    expect(decidedKinds(one.tell({ ...rollback, emergency: true }, ben))).toEqual(['rollback-ordered']);
    expect(one.rollout().phase).toMatchObject({ cause: { emergency: true }, by: ben });
    const other = gated();
    other.tell(rollback, cem);
    expect(other.at(0.3)).toContain('rollback-ordered');
    expect(other.rollout().decisions).toMatchObject([{ rollback: true, outcome: 'withdrawn' }]);
  });

  test('is asked for again by silence, and never refused by it', () => {
    const one = gated();
    one.tell(rollback, cem);
    expect(one.at(0.001, 60_000)).toContain('rollback-request-renewed');
    expect(decidedKinds(one.tell(approve, ben))).toContain('rollback-ordered');
  });

  test('of a completed rollout is not given once another version is stable', () => {
    const one = gated();
    one.at(0.001, 5000);
    for (let n = 0; n < 40 && one.rollout().phase.kind !== 'completed'; n += 1) one.at(0.001, 5000);
    expect(one.rollout().phase).toMatchObject({ kind: 'completed', kept: true });
    expect(decidedKinds(one.tell({ ...rollback, isStable: true }, cem))).toEqual(['rollback-requested']);
    expect(decidedKinds(one.tell({ ...approve, isStable: false }, ben))).toEqual(['not-kept']);
    expect(decidedKinds(one.tell({ ...approve, isStable: true }, ben))).toContain('rollback-ordered');
  });

  test('stays where it is when somebody refuses', () => {
    const one = gated();
    one.tell(rollback, cem);
    expect(decidedKinds(one.tell({ kind: 'resume' }))).toEqual(['rollback-asked']);
    expect(decidedKinds(one.tell(rollback, ben))).toEqual(['rollback-asked']);
    expect(decidedKinds(one.tell(reject, ben))).toEqual(['rollback-refused']);
    expect(one.rollout()).toMatchObject({ rollbackRequest: null, phase: { kind: 'observing' } });
    expect(decidedKinds(one.tell({ kind: 'resume' }))).toContain('resumed');
  });

  test('is refused only by somebody whose yes would count, or taken back by whoever asked', () => {
    const dee = person('dee', 'developer');
    const needing = aGate({ approvals: 1, roles: each('sre-oncall') });
    const one = live({ rollback: { steps: [], every: 0, approval: needing } });
    one.tell(rollback, ben);
    expect(decidedKinds(one.tell(reject, dee))).toEqual(['role']);
    expect(decidedKinds(one.tell(reject, cem))).toEqual(['role']);
    expect(one.rollout().rollbackRequest).not.toBeNull();
    expect(decidedKinds(one.tell(reject, ben))).toEqual(['rollback-refused']);
    one.tell(rollback, dee);
    expect(decidedKinds(one.tell(reject, dee))).toEqual(['rollback-refused']);
  });

  test('takes a vote by its number only, while a stage asks too', () => {
    const [first, ...rest] = stages();
    if (first === undefined) throw new Error('a stage');
    const one = live({
      stages: [{ ...first, gate: aGate({ approvals: 1 }) }, ...rest],
      rollback: { steps: [], every: 0, approval },
    });
    one.at(0.001, 5000);
    one.tell(rollback, cem);
    expect(decidedKinds(one.tell({ ...approve, bound: { gate: 1, commit: null } }, ana))).toEqual([
      'approved',
      'gate-opened',
    ]);
    expect(one.rollout().phase.kind).toBe('waiting');
    expect(decidedKinds(one.tell(approve, ben))).toContain('rollback-ordered');
    expect(progress(one.rollout(), one.world.now)).toEqual([]);
  });
});
