import { describe, expect, it } from 'vitest';
import type { Metric } from '../../src/core/rollout/plan.ts';
import { simulateRollout } from '../../src/simulate/rollout.ts';
import { scenarios } from '../../src/simulate/scenarios.ts';
import { aBoxList } from '../builders/boxes.ts';
import { aCheck, aGate } from '../builders/check.ts';
import { aPlan, aStage } from '../builders/plan.ts';
import { aScenario } from './made-up.ts';

const minute = 60_000;
const p95: Metric = {
  name: 'p95',
  unit: 'duration',
  source: { kind: 'traffic', series: 'p95' },
  baseline: null,
};
const errorRate: Metric = {
  name: 'error-rate',
  unit: 'ratio',
  source: { kind: 'traffic', series: 'error-rate' },
  baseline: null,
};

/** 10 and 100 %, ten minutes each, a look a minute; back at twice stable's errors for two minutes. */
function plan(overrides: Parameters<typeof aPlan>[0] = {}) {
  const checks = [
    aCheck('rollback', {
      text: 'error-rate > 2x stable for 2m',
      limit: { kind: 'stable-factor', factor: 2 },
      sustained: 2 * minute,
    }),
  ];
  return aPlan({
    interval: minute,
    metrics: [errorRate],
    stages: [
      aStage({ weight: 10, hold: 10 * minute, checks }),
      aStage({ name: '100 %', weight: 100, hold: 10 * minute, checks }),
    ],
    ...overrides,
  });
}

const seed = { seed: 1 };

describe('a rollout in virtual time', () => {
  it('completes when its holds are over', () => {
    expect(simulateRollout(plan(), aScenario(), seed)).toEqual({
      outcome: 'completed',
      sentence: 'every stage passed',
      by: null,
      stage: 1,
      minute: 20,
      asked: false,
      requests: 20_000,
      bad: 200,
    });
  });

  it('does not wait for boxes: nobody is there to tick them', () => {
    const before = aBoxList('start', { text: 'told' });
    const stages = plan().stages.map((stage) => ({
      ...stage,
      checklist: aBoxList('stage', { text: 'seen' }),
    }));
    expect(simulateRollout(plan({ before, stages }), aScenario(), seed)).toEqual(
      simulateRollout(plan(), aScenario(), seed),
    );
  });

  it('is rolled back when a rule has been broken long enough, and serves nothing after that', () => {
    const errors = (interval: number) => (interval < 4 ? 1 : 3);
    expect(simulateRollout(plan(), aScenario({ errors }), seed)).toMatchObject({
      outcome: 'rolled-back',
      by: 'rollback: error-rate > 2x stable for 2m',
      sentence: expect.stringMatching(/^because error-rate 3% breaks .* stable 1%/),
      stage: 0,
      // Broken at the looks of minutes 5, 6 and 7.
      minute: 7,
      bad: 4 * 10 + 3 * 30,
    });
  });

  it('sums a window of several intervals', () => {
    const wide = aCheck('rollback', {
      text: 'error-rate > 2% over 4m',
      window: 4 * minute,
      limit: { kind: 'absolute', value: 0.02 },
    });
    const errors = (interval: number) => (interval < 4 ? 0 : 3);
    const stages = [aStage({ weight: 10, hold: 20 * minute, checks: [wide] })];
    // 3 % in three of four intervals is 2.25 %.
    expect(simulateRollout(plan({ stages }), aScenario({ errors }), seed)).toMatchObject({ minute: 7 });
  });

  it('reads percentiles from the latencies', () => {
    const slow = aCheck('rollback', {
      text: 'p95 > 100ms',
      metric: 'p95',
      limit: { kind: 'absolute', value: 100 },
    });
    const stages = [aStage({ weight: 10, hold: 5 * minute, checks: [slow] })];
    const run = (bucket: number) =>
      simulateRollout(plan({ stages, metrics: [p95] }), aScenario({ bucket }), seed);
    expect(run(2)).toMatchObject({ outcome: 'completed' });
    expect(run(3)).toMatchObject({ outcome: 'rolled-back', sentence: expect.stringContaining('p95 148ms') });
  });

  it('compares nothing where stable serves nobody', () => {
    const errors = (interval: number) => (interval < 10 ? 1 : 50);
    expect(simulateRollout(plan(), aScenario({ errors }), seed)).toMatchObject({ outcome: 'completed' });
  });

  it('asks a scenario for the weights of the plan, as near as a scenario goes', () => {
    const weights: number[] = [];
    simulateRollout(plan(), aScenario({ weights }), seed);
    expect(weights).toEqual([...Array(10).fill(10), ...Array(10).fill(99)]);
  });

  it('goes down step by step where the plan says so, and counts what is served on the way', () => {
    const gradual = plan({
      stages: [
        aStage({ weight: 50, hold: 2 * minute, checks: [], gate: aGate({ expiresAfter: 3 * minute }) }),
      ],
      rollback: { steps: [25], every: minute },
    });
    const run = simulateRollout(gradual, aScenario(), { seed: 1, gates: 'never' });
    expect(run).toMatchObject({ outcome: 'rolled-back', by: 'a gate that nobody opened', minute: 5 });
  });

  it('says nothing of intervals that the source did not tell', () => {
    const blind = plan({ noData: { after: 3 * minute, outcome: 'roll_back' } });
    const told = (interval: number) => interval < 2;
    expect(simulateRollout(blind, aScenario({ told }), seed)).toMatchObject({
      outcome: 'rolled-back',
      by: 'no data for too long',
      minute: 6,
      bad: 20,
    });
  });

  it('runs commands and probes as if they succeeded', () => {
    const step = { name: 'migrate', run: ['true'], undo: ['true'], timeout: 1000 };
    const probe = {
      path: '/',
      critical: true,
      delay: minute,
      every: minute,
      timeout: 1000,
      failures: 3,
      successes: 2,
    };
    const run = simulateRollout(
      plan({
        prepare: [step],
        verify: [step],
        probes: [
          { ...probe, name: 'startup', kind: 'startup' },
          { ...probe, name: 'ready', kind: 'ready' },
        ],
      }),
      aScenario(),
      seed,
    );
    expect(run).toMatchObject({ outcome: 'completed', minute: 20 });
  });

  it('is the same for the same seed', () => {
    const [first] = scenarios;
    if (first === undefined) throw new Error('there are no scenarios');
    const run = (number: number) => simulateRollout(plan(), first, { seed: number });
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });
});

describe('made-up people', () => {
  const gated = plan({
    stages: [
      aStage({ weight: 10, hold: 5 * minute, gate: aGate({ expiresAfter: 60 * minute }) }),
      aStage({ weight: 50, hold: 5 * minute }),
    ],
  });

  it('approve at once, as many as it takes', () => {
    expect(simulateRollout(gated, aScenario(), seed)).toMatchObject({ outcome: 'completed', minute: 10 });
  });

  it('approve after the time that is given', () => {
    const run = simulateRollout(gated, aScenario(), { seed: 1, gates: 4 * minute });
    expect(run).toMatchObject({ outcome: 'completed', minute: 14, asked: false });
  });

  it('are counted as asked where something was not met', () => {
    const criterion = aCheck('criterion', {
      text: 'error-rate < 0.5%',
      comparison: '<',
      limit: { kind: 'absolute', value: 0.005 },
    });
    const stages = [aStage({ weight: 10, hold: 5 * minute, checks: [criterion] })];
    expect(simulateRollout(plan({ stages }), aScenario(), seed)).toMatchObject({
      outcome: 'completed',
      asked: true,
    });
  });

  it('are waited for, and nothing goes on without them', () => {
    const stages = [
      aStage({
        weight: 10,
        hold: 5 * minute,
        gate: aGate({ expiresAfter: 10 * minute, onExpiry: 'hold' }),
      }),
    ];
    const run = simulateRollout(plan({ stages }), aScenario(), { seed: 1, gates: 'never' });
    expect(run).toMatchObject({ outcome: 'waiting', minute: 15, stage: 0 });
    expect(run.sentence).toContain('nobody opened the gate');
  });
});

it('a rule that pauses ends the run, for only people can resume', () => {
  const checks = [aCheck('pause', { text: 'error-rate > 2%', limit: { kind: 'absolute', value: 0.02 } })];
  const stages = [aStage({ weight: 10, hold: 5 * minute, checks })];
  const run = simulateRollout(plan({ stages }), aScenario({ errors: () => 3 }), seed);
  expect(run).toMatchObject({ outcome: 'paused', minute: 1, sentence: expect.stringContaining('3% breaks') });
});
