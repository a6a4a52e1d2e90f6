import { describe, expect, it } from 'vitest';
import { actedFirst } from '../../src/replay/acted-first.ts';
import { aCheck } from '../builders/check.ts';
import { aStage } from '../builders/plan.ts';
import {
  aRecording,
  aReplayedPlan,
  busy,
  endOf,
  errors,
  judged,
  minute,
  slow,
  tooManyErrors,
  worseThanStable,
} from './recordings.ts';

function verdictsOf({ intervals }: ReturnType<typeof judged>, check = tooManyErrors.id) {
  return intervals.map(({ verdicts }) => verdicts.find((one) => one.check === check)?.verdict ?? null);
}

describe('recorded intervals', () => {
  const bad = [10, 10, 80, 80, 80, 10, 80];
  const judgement = judged(aRecording(bad.map((one) => errors(one))));

  it('are judged one by one, by what judges rollouts', () => {
    expect(verdictsOf(judgement)).toEqual(['pass', 'pass', 'warn', 'warn', 'fail', 'pass', 'warn']);
    expect(judgement.intervals[4]?.verdicts[0]?.sentence).toBe(
      'error-rate 8% breaks "error-rate > 5% for 2m" (1m window, 1000 requests, stable 1%), held for 2m',
    );
    expect(judgement.problems).toEqual([]);
  });

  it('say where a rollout would have ended, and go on', () => {
    expect(judgement.intervals.map(({ would }) => would.map(({ kind }) => kind))).toEqual([
      [],
      [],
      [],
      [],
      ['rolled-back'],
      [],
      [],
    ]);
    expect(actedFirst(judgement.intervals, judgement.interval)).toMatchObject({
      at: Date.parse(endOf(4)),
      after: 5 * minute,
      would: { check: tooManyErrors.id },
      served: { metric: 'error-rate', requests: 5000, bad: 260 },
    });
  });

  it('are looked at as far back as a rule says', () => {
    const wide = aCheck('rollback', {
      text: 'error-rate > 5% over 3m',
      window: 3 * minute,
      limit: { kind: 'absolute', value: 0.05 },
    });
    const found = judged(aRecording([0, 0, 100, 100].map((one) => errors(one))), aReplayedPlan([wide]));
    expect(verdictsOf(found, wide.id)).toEqual(['pass', 'pass', 'pass', 'fail']);
  });

  it('have instances, which are added up', () => {
    const canary = { instances: { a: { requests: 500, bad: 50 }, b: { requests: 500, bad: 10 } } };
    const found = judged(aRecording([{ 'error-rate': { canary } }]));
    expect(found.intervals[0]?.verdicts[0]).toMatchObject({ value: 0.06, requests: 1000 });
  });

  it('hold histograms, whose percentiles are read', () => {
    const canary = (slowOnes: number) => ({
      boundaries: [100, 200, 400],
      counts: [1000 - slowOnes, 0, slowOnes, 0],
    });
    const found = judged(
      aRecording([{ p95: { canary: canary(0) } }, { p95: { canary: canary(200) } }]),
      aReplayedPlan([slow]),
    );
    expect(verdictsOf(found, slow.id)).toEqual(['pass', 'fail']);
    expect(found.intervals[1]?.would).toMatchObject([{ kind: 'paused' }]);
  });

  it('may have durations in seconds', () => {
    const canary = { boundaries: [0.1, 0.4], counts: [0, 1000, 0] };
    const told = aRecording([{ p95: { canary } }], { durations: 's' });
    expect(judged(told, aReplayedPlan([slow])).intervals[0]?.verdicts[0]).toMatchObject({ value: 385 });
    const gauge = aRecording([{ p95: { canary: 0.385 } }], { durations: 's' });
    expect(judged(gauge, aReplayedPlan([slow])).intervals[0]?.verdicts[0]).toMatchObject({ value: 385 });
  });

  it('hold gauges and series of samples', () => {
    const found = judged(
      aRecording([{ cpu: { canary: 0.4, stable: 0.3 } }, { cpu: { canary: [0.5, '0.95'] } }]),
      aReplayedPlan([busy]),
    );
    expect(found.intervals.map(({ verdicts }) => verdicts[0]?.value)).toEqual([0.4, 0.95]);
  });

  it('may be counters that only grow: what lies between two of them is judged', () => {
    const told = [
      { at: [100_000, 500], stable: [900_000, 5000] },
      { at: [101_000, 580], stable: [909_000, 5090] },
      { at: [102_000, 590], stable: [918_000, 5180] },
    ].map(({ at, stable }) => ({
      'error-rate': {
        canary: { requests: at[0], bad: at[1] },
        stable: { requests: stable[0], bad: stable[1] },
      },
    }));
    const found = judged(aRecording(told, { counts: 'total' }));
    expect(found.intervals.map(({ verdicts }) => verdicts[0]?.value)).toEqual([null, 0.08, 0.01]);
    expect(found.problems).toEqual([]);
  });

  it('that are tested against stable have the evidence of a rollout', () => {
    const test = aCheck('rollback', {
      text: 'error-rate worse than stable',
      limit: { kind: 'worse', margin: 1 },
    });
    const plan = aReplayedPlan([test], { sequential: { falseAlarms: 0.01 } });
    const of = (bad: number) => aRecording(Array.from({ length: 10 }, () => errors(bad)));
    expect(actedFirst(judged(of(10), plan).intervals, minute)).toBeNull();
    // From the first interval on: what is counted there is not lost as the beginning of the counters.
    expect(actedFirst(judged(of(80), plan).intervals, minute)).toMatchObject({
      after: minute,
      would: { check: test.id },
    });
  });
});

describe('the end of a hold', () => {
  const criterion = aCheck('criterion', {
    text: 'error-rate < 2%',
    comparison: '<',
    limit: { kind: 'absolute', value: 0.02 },
  });
  const plan = aReplayedPlan([criterion], {
    stages: [
      aStage({
        weight: 10,
        hold: 2 * minute,
        checks: [criterion],
        unmet: { extendBy: 2 * minute, extensions: 1, outcome: 'ask' },
      }),
    ],
  });

  it('would have gone on, extended or asked, each said once', () => {
    const kinds = (bad: number) =>
      judged(aRecording(Array.from({ length: 6 }, () => errors(bad))), plan).intervals.flatMap(
        ({ would }, index) => would.map(({ kind }) => [index, kind]),
      );
    expect(kinds(10)).toEqual([[1, 'gone-on']]);
    expect(kinds(50)).toEqual([
      [1, 'extended'],
      [3, 'asked'],
    ]);
  });
});

describe('the stage', () => {
  const strict = aCheck('rollback', { text: 'error-rate > 3%', limit: { kind: 'absolute', value: 0.03 } });
  const plan = aReplayedPlan([], {
    metrics: aReplayedPlan().metrics,
    stages: [
      aStage({ weight: 10, hold: 60 * minute, checks: [tooManyErrors] }),
      aStage({ name: '100 %', weight: 100, hold: 60 * minute, checks: [strict, worseThanStable] }),
    ],
  });
  const weights = (all: readonly unknown[]) =>
    JSON.stringify({
      intervals: all.map((weight, index) => ({ at: endOf(index), weight, metrics: errors(40) })),
    });

  it('is the first one, or the one that is asked for', () => {
    const text = aRecording([errors(40)]);
    expect(judged(text, plan).intervals[0]).toMatchObject({
      stage: 0,
      verdicts: [{ check: tooManyErrors.id }],
    });
    expect(judged(text, plan, { stage: 1 }).intervals[0]).toMatchObject({
      stage: 1,
      verdicts: [{ check: strict.id }],
    });
  });

  it('follows the recorded weight: the one that has it, or the lightest that covers it', () => {
    const found = judged(weights([10, 5, 50, 100, 10]), plan);
    expect(found.intervals.map(({ stage }) => stage)).toEqual([0, 0, 1, 1, 0]);
  });

  it('has its hold from the interval on in which its weight is recorded first', () => {
    const held = aReplayedPlan([], {
      metrics: aReplayedPlan().metrics,
      stages: [10, 50].map((weight) => aStage({ weight, hold: 2 * minute, checks: [tooManyErrors] })),
    });
    const found = judged(weights([10, 10, 50, 50]), held);
    const gone = found.intervals.flatMap(({ would }, index) => would.map(({ kind }) => [index, kind]));
    expect(gone).toEqual([
      [1, 'gone-on'],
      [3, 'gone-on'],
    ]);
  });

  it('at 0 % there is nothing to judge', () => {
    const found = judged(weights([10, 0]), plan);
    expect(found.intervals[1]).toMatchObject({ stage: null, verdicts: [], would: [] });
    expect(found.problems).toMatchObject([{ kind: 'weight-0', count: 1, at: Date.parse(endOf(1)) }]);
  });

  it('at 100 % nothing is held against stable', () => {
    const found = judged(weights([100]), plan);
    expect(found.intervals[0]?.verdicts.map(({ check }) => check)).toEqual([strict.id]);
    expect(found.problems).toMatchObject([
      { kind: 'weight-100', sentence: expect.stringContaining('error-rate > 2x stable') },
    ]);
  });

  it('takes another weight than its own where that is asked for', () => {
    const found = judged(aRecording([errors(40)]), plan, { stage: 1, weight: 50 });
    expect(found.intervals[0]?.verdicts.map(({ check }) => check)).toEqual([strict.id, worseThanStable.id]);
  });

  it('believes no weight outside of 0 to 100', () => {
    expect(judged(weights([10, 130, 'NaN']), plan)).toMatchObject({
      problems: [{ kind: 'bad-weight', count: 2 }],
      intervals: [{ stage: 0 }, { stage: 0 }, { stage: 0 }],
    });
  });
});
