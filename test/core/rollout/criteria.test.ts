import { describe, expect, test } from 'vitest';
import { stageOutcome } from '../../../src/core/rollout/outcome.ts';
import type { Stage } from '../../../src/core/rollout/plan.ts';
import { aCheck, aGate, errorRates, noErrorRates } from '../../builders/check.ts';
import { aStage } from '../../builders/plan.ts';
import { ana, cem, criterion, decidedKinds, type Live, live, stages, trigger } from './live.ts';

type UnmetPolicy = Stage['unmet'];

function withPolicy(policies: Partial<UnmetPolicy>, checks = [trigger, criterion]): Live {
  const policy = { extendBy: 3000, extensions: 0, outcome: 'hold', ...policies } as const;
  return live({ stages: stages(checks).map((stage) => ({ ...stage, unmet: policy })) });
}

const unmet = [errorRates(0.02)];

describe('at the end of a hold', () => {
  test('the next stage begins when every check has data and every criterion is met', () => {
    const one = live();
    one.at(0.001, 4999);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 0 });
    expect(one.at(0.001, 1)).toEqual(['measured', 'stage-passed', 'stage-entered']);
  });

  test.each([
    ['a criterion is not met', unmet, 'unmet'],
    ['nothing has data', [noErrorRates()], 'insufficient-data'],
    ['there are 99 requests', [errorRates(0, 0.001, 99)], 'insufficient-data'],
    ['nothing was measured', [], 'insufficient-data'],
    ['a trigger holds', [errorRates(0.06)], 'undecided'],
  ])('it stays when %s, although no trigger has acted', (_, measurements, outcome) => {
    const lasting = { ...trigger, rule: { ...trigger.rule, sustained: 60_000 } };
    const one = withPolicy({}, [lasting, criterion]);
    one.look(5000, measurements);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 0 });
    expect(stageOutcome(one.rollout(), one.world.now).kind).toBe(outcome);
  });

  test('it stays until it has been measured at this stage', () => {
    const one = live();
    one.at(0.001, 5000);
    one.world.now += 10;
    one.world.route(one.rollout(), true);
    one.world.now += 60_000;
    expect(one.world.find(one.rollout(), { kind: 'time' })).toEqual([]);
    expect(stageOutcome(one.rollout(), one.world.now)).toEqual({
      kind: 'undecided',
      sentence: 'waiting for the first measurement of this stage',
    });
  });

  test('a trigger without data keeps it, even when the criteria are met', () => {
    const latency = aCheck('rollback', {
      text: 'p95 > 300ms',
      metric: 'p95',
      limit: { kind: 'absolute', value: 300 },
    });
    const metrics = live().rollout().plan.metrics;
    const p95 = {
      name: 'p95',
      unit: 'duration',
      source: { kind: 'traffic', series: 'p95' },
      baseline: null,
    } as const;
    const one = live({ metrics: [...metrics, p95], stages: stages([latency, criterion]) });
    one.at(0.001, 5000);
    expect(stageOutcome(one.rollout(), one.world.now)).toMatchObject({
      kind: 'insufficient-data',
      sentence: 'p95 > 300ms: no data, p95 was not measured',
    });
  });

  test('a check on a metric that nobody declared keeps it', () => {
    const one = live({ stages: stages([criterion, aCheck('rollback', { text: 'x > 1', metric: 'x' })]) });
    one.at(0.001, 60_000);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 0 });
  });

  test('a trigger that was broken when its data went away is silence, not a breach for ever', () => {
    const one = withPolicy({ outcome: 'ask' }, [
      { ...trigger, rule: { ...trigger.rule, sustained: 60_000 } },
    ]);
    one.at(0.2);
    one.look(1000, [noErrorRates()]);
    expect(one.look(5000, [noErrorRates()])).toContain('approval-requested');
    expect(decidedKinds(one.tell({ kind: 'approve', bound: { gate: null, commit: null } }))).toEqual([
      'approved',
      'gate-opened',
    ]);
    expect(one.rollout().phase).toMatchObject({ kind: 'waiting', opened: true });
  });

  test('a warning, with data or without, keeps nothing back', () => {
    const warning = aCheck('warn', {
      text: 'error-rate > 0.01%',
      limit: { kind: 'absolute', value: 0.0001 },
    });
    const one = live({ stages: stages([trigger, warning]) });
    expect(one.at(0.001, 5000)).toContain('stage-passed');
    expect(one.rollout().verdicts.map(({ verdict }) => verdict)).toEqual(['pass', 'warn']);
  });

  test('a stage without checks ends with its hold', () => {
    const one = live({ stages: [aStage(), aStage({ weight: 100 })] });
    expect(one.look(5000)).toContain('stage-passed');
  });
});

test('a hold that ended while nobody looked is judged by a new measurement, not by the last one', () => {
  const one = live();
  one.at(0.001);
  one.world.now += 3_600_000;
  one.world.route(one.rollout(), true);
  expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 0 });
  expect(one.at(0.2, 0)).toContain('rollback-ordered');
});

describe('unmet criteria', () => {
  test('hold: it waits, and goes on by itself once they are met', () => {
    const one = withPolicy({});
    for (let n = 0; n < 5; n += 1) one.look(60_000, unmet);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 0 });
    expect(one.at(0.001)).toContain('stage-passed');
  });

  test('extend: as often as declared and not once more, then the outcome', () => {
    const one = withPolicy({ extensions: 2, outcome: 'roll_back' });
    const seen = [];
    for (let n = 0; n < 12; n += 1) seen.push(...one.look(1000, unmet).filter((kind) => kind !== 'measured'));
    expect(seen).toEqual(['stage-extended', 'stage-extended', 'rollback-ordered', 'safe', 'rolled-back']);
  });

  test('extend: says by how much and how often', () => {
    const one = withPolicy({ extensions: 2 });
    one.look(5000, unmet);
    const last = one.world.logs.get(one.id)?.at(-1);
    expect(last?.event).toMatchObject({
      kind: 'stage-extended',
      until: one.world.now + 3000,
      sentence: expect.stringMatching(/does not meet.*; the hold is extended by 3s \(1 of 2\)$/),
    });
  });

  test('extend: goes on at the end of the extension when they are met then, and not before', () => {
    const one = withPolicy({ extensions: 1, outcome: 'roll_back' });
    one.look(5000, unmet);
    expect(one.at(0.001, 2999)).not.toContain('stage-passed');
    expect(one.at(0.001, 1)).toContain('stage-passed');
  });

  test('extend: begins anew at the next stage', () => {
    const one = withPolicy({ extensions: 1 });
    one.look(5000, unmet);
    one.at(0.001, 3000);
    one.look(0, unmet);
    expect(one.look(5000, unmet)).toContain('stage-extended');
  });

  test('ask: one person who may approve decides, within two hours', () => {
    const one = withPolicy({ outcome: 'ask' });
    one.look(5000, unmet);
    expect(one.rollout().phase).toMatchObject({
      kind: 'waiting',
      reason: expect.stringContaining('does not meet "error-rate < 1%"'),
      expiresAt: one.world.now + 7_200_000,
    });
    expect(decidedKinds(one.tell({ kind: 'approve', bound: { gate: 1, commit: null } }, ana))).toEqual([
      'approved',
      'gate-opened',
      'stage-passed',
      'stage-entered',
    ]);
  });

  test('ask: that may be the one who asked for the rollout', () => {
    const one = withPolicy({ outcome: 'ask' });
    one.look(5000, unmet);
    expect(decidedKinds(one.tell({ kind: 'approve', bound: { gate: 1, commit: null } }, cem))).toContain(
      'gate-opened',
    );
  });

  test('ask: the gate of the stage is asked, if it has one', () => {
    const policy = { extendBy: 0, extensions: 0, outcome: 'ask' } as const;
    const one = live({ stages: stages().map((stage) => ({ ...stage, unmet: policy, gate: aGate() })) });
    one.look(5000, unmet);
    expect(decidedKinds(one.tell({ kind: 'approve', bound: { gate: 1, commit: null } }, ana))).toEqual([
      'approved',
    ]);
  });

  test('ask: nobody answers', () => {
    const one = withPolicy({ outcome: 'ask' });
    one.look(5000, unmet);
    one.world.now += 7_200_000;
    expect(one.world.find(one.rollout(), { kind: 'time' }).map(({ kind }) => kind)).toEqual([
      'gate-expired',
      'rollback-ordered',
    ]);
  });

  test('roll_back: all traffic goes back, with the criterion as the cause', () => {
    const one = withPolicy({ outcome: 'roll_back' });
    one.look(5000, unmet);
    expect(one.rollout().phase).toMatchObject({
      kind: 'rolling-back',
      cause: { kind: 'criteria', sentence: expect.stringContaining('does not meet') },
    });
  });
});

describe('a criterion with a duration', () => {
  const lasting = { ...criterion, rule: { ...criterion.rule, sustained: 4000 } };

  test('is met once it has held so long', () => {
    const one = withPolicy({}, [lasting]);
    one.at(0.02);
    one.at(0.001);
    expect(one.at(0.001, 3000)).not.toContain('stage-passed');
    expect(one.at(0.001, 1000)).toContain('stage-passed');
  });

  test('has to be met at the new weight too', () => {
    const one = withPolicy({}, [lasting]);
    one.at(0.001, 0);
    one.at(0.001, 4000);
    one.tell({ kind: 'promote', all: false, from: null });
    one.look(0);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 1 });
    expect(one.rollout().holdsSince).toEqual({ [lasting.id]: one.world.now });
  });

  test('is not met by silence', () => {
    const one = withPolicy({}, [lasting]);
    one.at(0.001);
    one.look(1000, [noErrorRates()]);
    expect(one.at(0.001, 3000)).not.toContain('stage-passed');
    expect(one.at(0.001, 4000)).toContain('stage-passed');
  });
});

describe('a check that changes with the stage', () => {
  const first = {
    ...trigger,
    id: 'rollback: error-rate > 5% for 2s',
    rule: { ...trigger.rule, sustained: 2000 },
  };
  const second = aCheck('rollback', { text: 'error-rate > 2%', limit: { kind: 'absolute', value: 0.02 } });

  test('is the new one as soon as the router is to have the new weight', () => {
    const one = live({ stages: [aStage({ checks: [first] }), aStage({ weight: 100, checks: [second] })] });
    one.at(0.03, 5000);
    expect(one.rollout().phase).toMatchObject({ kind: 'shifting', stage: 1 });
    expect(one.at(0.03)).toContain('rollback-ordered');
  });

  test('keeps the streak of a trigger that both stages have', () => {
    const one = live({ stages: stages([first]) });
    one.at(0.001);
    one.tell({ kind: 'promote', all: false, from: null });
    one.world.find(one.rollout(), {
      kind: 'evaluated',
      measurements: [errorRates(0.2)],
      probes: [],
      traffic: null,
    });
    const since = one.world.now;
    one.world.route(one.rollout(), true);
    expect(one.rollout()).toMatchObject({ phase: { kind: 'observing' }, holdsSince: { [first.id]: since } });
  });
});
