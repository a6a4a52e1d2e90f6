import { describe, expect, test } from 'vitest';
import { aGate, errorRates, noErrorRates } from '../../builders/check.ts';
import { aStage } from '../../builders/plan.ts';
import {
  aProbe,
  criterion,
  decidedKinds,
  ill,
  live,
  pausing,
  requested,
  stages,
  trigger,
  well,
} from './live.ts';

const promote = { kind: 'promote', all: false, from: null } as const;
const promoteAll = { kind: 'promote', all: true, from: null } as const;

describe('promote', () => {
  test('ends the hold and goes to the next stage', () => {
    const one = live();
    one.at(0.001);
    expect(decidedKinds(one.tell(promote))).toEqual(['promoted', 'stage-passed', 'stage-entered']);
    expect(one.rollout().phase).toMatchObject({ kind: 'shifting', stage: 1 });
  });

  test('skips only the hold it stands in', () => {
    const one = live();
    one.at(0.001);
    one.tell(promote);
    one.look(0);
    one.at(0.001);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 1 });
  });

  test('does not pass a gate: it asks for the approval earlier', () => {
    const [first, ...rest] = stages();
    const one = live({ stages: [{ ...(first ?? aStage()), gate: aGate() }, ...rest] });
    one.at(0.001);
    expect(decidedKinds(one.tell(promote))).toEqual(['promoted', 'approval-requested']);
    expect(decidedKinds(one.tell(promote))).toEqual(['gate']);
    expect(decidedKinds(one.tell(promoteAll))).toEqual(['gate']);
  });

  test.each([
    ['a rollback trigger', trigger, 0.2],
    ['a pause trigger', pausing, 0.04],
  ])('is refused while the condition of %s holds, sustained or not', (_, check, rate) => {
    const lasting = { ...check, rule: { ...check.rule, sustained: 60_000 } };
    const one = live({ stages: stages([lasting, criterion]) });
    one.at(rate);
    for (const wish of [promote, promoteAll]) expect(decidedKinds(one.tell(wish))).toEqual(['breached']);
    one.at(0.001);
    expect(one.tell(promote).kind).toBe('decided');
  });

  test('is refused while a critical probe fails, and granted once it answers', () => {
    const one = live({ probes: [aProbe()] });
    one.look(1000, [errorRates(0)], { probes: [ill()] });
    expect(one.tell(promote)).toMatchObject({
      code: 'breached',
      sentence: expect.stringContaining('probe ready fails (1 of 3)'),
    });
    one.look(1000, [errorRates(0)], { probes: [well()] });
    expect(one.tell(promote).kind).toBe('decided');
  });

  test.each([
    ['a criterion is not met', [errorRates(0.02)], ['does not meet "error-rate < 1%"']],
    ['nothing has data', [noErrorRates()], ['error-rate > 5%: no data', 'error-rate < 1%: no data']],
  ])('records what was not shown when %s', (_, measurements, missing) => {
    const one = live();
    one.look(1000, measurements);
    const decision = one.tell(promote);
    expect(decision).toMatchObject({
      events: [{ kind: 'promoted', unmet: missing.map((text) => expect.stringContaining(text)) }, {}, {}],
    });
    expect(decision.sentence).toContain(`Not met: `);
  });

  test('records that nothing has been measured yet, instead of trusting the stage before', () => {
    const one = live();
    one.at(0.001);
    one.tell(promote);
    one.world.now += 10;
    one.world.route(one.rollout(), true);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 1 });
    expect(one.tell(promote)).toMatchObject({
      events: [{ kind: 'promoted', unmet: ['nothing has been measured at this stage lately'] }, {}, {}],
    });
  });

  test('records that the last measurement is old', () => {
    const one = live();
    one.at(0.001);
    one.world.now += 3_600_000;
    expect(one.tell(promote)).toMatchObject({
      events: [{ unmet: ['nothing has been measured at this stage lately'] }, {}, {}],
    });
  });

  test('records a critical probe that has not run', () => {
    const one = live({ probes: [aProbe()] });
    one.at(0.001);
    expect(one.tell(promote)).toMatchObject({ events: [{ unmet: ['probe ready has not run yet'] }, {}, {}] });
  });

  test('needs nothing said where all is shown', () => {
    const one = live();
    one.at(0.001);
    expect(one.tell(promote)).toMatchObject({ events: [{ unmet: [] }, {}, {}] });
  });

  test('of the last stage leads to verification, or to the end where nothing is verified', () => {
    const last = [aStage({ weight: 100, checks: [trigger] })];
    const smoke = { name: 'smoke', run: ['smoke'], undo: null, timeout: 1000 };
    for (const [verify, phase] of [
      [[], 'completing'],
      [[smoke], 'verifying'],
    ] as const) {
      const one = live({ stages: last, verify: [...verify] });
      one.at(0.001);
      expect(decidedKinds(one.tell(promote))).toEqual(['promoted', 'stage-passed']);
      expect(one.rollout().phase.kind).toBe(phase);
    }
  });

  test('is refused while paused, while moving, before the start and after the end', () => {
    const moving = requested();
    moving.look(0);
    moving.at(0.001);
    moving.tell(promote);
    expect(decidedKinds(moving.tell(promote))).toEqual(['moving']);
    const paused = live();
    paused.tell({ kind: 'pause', reason: 'lunch' });
    expect(decidedKinds(paused.tell(promote))).toEqual(['paused']);
    const back = live();
    back.tell({ kind: 'rollback', reason: 'odd', gradual: false, isStable: false });
    expect(decidedKinds(back.tell(promote))).toEqual(['over']);
  });
});

describe('promote --all', () => {
  test('skips the holds to come, each as soon as its checks pass', () => {
    const one = live();
    one.at(0.001);
    one.tell(promoteAll);
    const reached = [];
    for (let n = 0; n < 4; n += 1) {
      one.at(0.001, 10);
      reached.push(one.rollout().phase.kind);
    }
    expect(one.kinds().filter((kind) => kind === 'stage-passed')).toHaveLength(3);
    expect(one.rollout().phase.kind).toBe('completed');
  });

  test('waits for the first measurement of each stage', () => {
    const one = live();
    one.at(0.001);
    one.tell(promoteAll);
    one.world.now += 10;
    one.world.route(one.rollout(), true);
    one.world.find(one.rollout(), { kind: 'time' });
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 1 });
  });

  test.each([
    ['a criterion is not met', [errorRates(0.02)]],
    ['there is no data', [noErrorRates()]],
  ])('does not skip a hold while %s', (_, measurements) => {
    const one = live();
    one.at(0.001);
    one.tell(promoteAll);
    one.look(0, measurements);
    one.look(1000, measurements);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 1 });
    one.at(0.001);
    expect(one.rollout().phase).toMatchObject({ stage: 2 });
  });

  test('does not skip a trigger', () => {
    const one = live();
    one.at(0.001);
    one.tell(promoteAll);
    one.look(0);
    expect(one.at(0.2)).toContain('rollback-ordered');
  });

  test('does not skip a gate', () => {
    const [first, second, third] = stages();
    if (first === undefined || second === undefined || third === undefined) throw new Error('three stages');
    const one = live({ stages: [first, { ...second, gate: aGate() }, third] });
    one.at(0.001);
    one.tell(promoteAll);
    for (let n = 0; n < 4; n += 1) one.at(0.001, 10);
    expect(one.rollout().phase).toMatchObject({ kind: 'waiting', stage: 1 });
  });

  test('can be asked for before the first stage', () => {
    const one = requested();
    expect(decidedKinds(one.tell(promoteAll))).toEqual(['promoted']);
    for (let n = 0; n < 8; n += 1) one.at(0.001, 10);
    expect(one.rollout().phase.kind).toBe('completed');
  });
});
