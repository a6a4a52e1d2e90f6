import { describe, expect, test } from 'vitest';
import type { Counter, SideTotals, Totals } from '../../../src/core/judge/totals.ts';
import type { Check, PlanBody } from '../../../src/core/rollout/plan.ts';
import { aCheck } from '../../builders/check.ts';
import { type Live, live, stages } from './live.ts';

const minute = 60_000;

function worse(metric = 'error-rate', action: Check['action'] = 'rollback'): Check {
  return aCheck(action, {
    text: `${metric} worse than stable`,
    metric,
    limit: { kind: 'worse', margin: 1 },
    minimumRequests: 0,
  });
}

const within = aCheck('criterion', {
  text: 'error-rate within 1.5x stable',
  comparison: '<=',
  limit: { kind: 'within', margin: 1.5 },
  minimumRequests: 0,
});

type Share = readonly [requests: number, bad: number];

/** One instance of canary and three of stable, whose counters grow from look to look. */
function counting(one: Live, metric = 'error-rate') {
  const sums = { canary: [0, 0], stable: [30_000, 150] };
  const side = (name: 'canary' | 'stable', count: number): SideTotals => {
    const [requests = 0, bad = 0] = sums[name].map((sum) => Math.round(sum / count));
    const counter: Counter = { kind: 'events', requests, bad };
    return {
      kind: 'totals',
      instances: Object.fromEntries(
        Array.from({ length: count }, (_, place) => [`${name}-${place}`, counter]),
      ),
    };
  };
  const totals = (): Totals => ({ metric, canary: side('canary', 1), stable: side('stable', 3) });
  return {
    totals,
    minute(canary: Share, stable: Share = [2700, 13.5]): readonly string[] {
      sums.canary = sums.canary.map((sum, place) => sum + (canary[place] ?? 0));
      sums.stable = sums.stable.map((sum, place) => sum + (stable[place] ?? 0));
      return one.look(minute, [], { totals: [totals()] });
    },
  };
}

function tested(checks: readonly Check[], overrides: Partial<PlanBody> = {}): Live {
  const hold = 10 * minute;
  const one = live({
    interval: minute,
    noData: { after: 60 * minute, outcome: 'pause' },
    stages: stages([...checks]).map((stage) => ({
      ...stage,
      hold,
      unmet: { ...stage.unmet, extendBy: hold },
    })),
    ...overrides,
  });
  return one;
}

function sentence(one: Live): string | undefined {
  return one.rollout().verdicts[0]?.sentence;
}

describe('a canary that fails five times as often', () => {
  test('is rolled back within three minutes, and the verdict says on what', () => {
    const one = tested([worse()]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    counts.minute([300, 7]);
    counts.minute([300, 8]);
    counts.minute([300, 8]);
    expect(one.rollout().phase).toMatchObject({
      kind: 'rolled-back',
      cause: { kind: 'trigger', check: 'rollback: error-rate worse than stable' },
    });
    expect(one.rollout().verdicts[0]).toMatchObject({
      verdict: 'fail',
      acts: true,
      outcome: 'worse',
      evidence: { kind: 'e-value', needed: 100 },
    });
    expect(sentence(one)).toMatch(
      /^error-rate 2\.\d+% breaks "error-rate worse than stable" \(\d+ requests in \dm, stable 0\.5% of \d+, evidence \d+, 100 needed\)$/,
    );
  });

  test('is paused where the rule pauses', () => {
    const one = tested([worse('error-rate', 'pause')]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    for (let look = 0; look < 3; look += 1) counts.minute([300, 8]);
    expect(one.rollout().pause).not.toBeNull();
  });

  test('is only said where the rule warns', () => {
    const one = tested([worse('error-rate', 'warn')]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    for (let look = 0; look < 3; look += 1) counts.minute([300, 8]);
    expect(one.rollout().verdicts[0]).toMatchObject({ verdict: 'warn', outcome: 'worse' });
    expect(one.rollout().phase.kind).toBe('observing');
  });
});

describe('a canary as good as stable', () => {
  test('goes on, and nothing is claimed', () => {
    const one = tested([worse()]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    for (let look = 0; look < 9; look += 1) counts.minute([300, 1 + (look % 2)]);
    expect(one.rollout().verdicts[0]).toMatchObject({ verdict: 'pass', outcome: 'not-yet-known' });
    counts.minute([300, 1]);
    expect(one.kinds()).toContain('stage-passed');
  });

  test('waits where it must be shown to be good, and too little is known', () => {
    const one = tested([within]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    for (let look = 0; look < 10; look += 1) counts.minute([300, 1 + (look % 2)]);
    expect(one.kinds()).toContain('stage-extended');
    expect(one.rollout().verdicts[0]).toMatchObject({ verdict: 'fail', outcome: 'not-yet-known' });
    expect(sentence(one)).toContain('does not meet yet "error-rate within 1.5x stable"');
    for (let look = 0; look < 10; look += 1) counts.minute([300, 1 + (look % 2)]);
    expect(one.rollout().phase.kind).toBe('waiting');
  });

  test('goes on once that has been shown', () => {
    const one = tested([within]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    for (let look = 0; look < 10; look += 1) counts.minute([3000, 15], [27_000, 135]);
    expect(one.kinds()).toContain('stage-passed');
  });
});

describe('counters that stand still', () => {
  test('prove nothing of a stage in which they counted nothing, however good it was before', () => {
    const one = tested([worse(), within]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    for (let look = 0; look < 10; look += 1) counts.minute([3000, 15], [27_000, 135]);
    expect(one.rollout().phase).toMatchObject({ kind: 'shifting', stage: 1 });
    for (let look = 0; look < 12; look += 1) counts.minute([0, 0], [15_000, 75]);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 1 });
    expect(one.rollout().verdicts.map(({ sentence: each }) => each)).toEqual([
      'error-rate worse than stable: no data, no request of the canary was counted since this stage began',
      'error-rate within 1.5x stable: no data, no request of the canary was counted since this stage began',
    ]);
  });

  test('begin to prove again with the first request of the stage', () => {
    const one = tested([within]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    for (let look = 0; look < 10; look += 1) counts.minute([3000, 15], [27_000, 135]);
    counts.minute([0, 0]);
    expect(one.rollout().verdicts).toMatchObject([{ verdict: 'no-data' }]);
    counts.minute([1, 0]);
    expect(one.rollout().verdicts).toMatchObject([{ verdict: 'pass', outcome: 'good-enough' }]);
  });
});

describe('what cannot be counted', () => {
  test('is no data, and nobody is promoted on it', () => {
    const one = tested([worse()]);
    for (let look = 0; look < 11; look += 1) one.look(minute, [], {});
    expect(sentence(one)).toBe(
      'error-rate worse than stable: no data, the counters of error-rate were not read',
    );
    expect(one.kinds()).not.toContain('stage-passed');
    expect(one.kinds()).toContain('stage-extended');
  });

  test.each<[string, Counter, string]>([
    ['no number', { kind: 'events', requests: Number.NaN, bad: 0 }, 'told something that is no number'],
    [
      'infinite',
      { kind: 'events', requests: Number.POSITIVE_INFINITY, bad: 0 },
      'told something that is no number',
    ],
    ['negative', { kind: 'events', requests: -1, bad: 0 }, 'told a negative count'],
    ['more bad than all', { kind: 'events', requests: 1, bad: 2 }, 'told more bad requests than requests'],
    [
      'a histogram',
      { kind: 'histogram', boundaries: [1], counts: [1, 1] },
      'told a histogram where counts were expected',
    ],
  ])('is a sentence: %s', (_, counter, why) => {
    const one = tested([worse()]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    const odd = { ...counts.totals(), canary: { kind: 'totals', instances: { a: counter } } } as const;
    one.look(minute, [], { totals: [odd] });
    expect(sentence(one)).toBe(`error-rate worse than stable: no data, canary's a ${why}`);
  });

  test('does not undo what was counted before', () => {
    const one = tested([worse()]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    counts.minute([300, 7]);
    for (let look = 0; look < 3; look += 1) one.look(minute, [], {});
    expect(one.rollout().phase.kind).toBe('observing');
    counts.minute([300, 8]);
    counts.minute([300, 8]);
    expect(one.rollout().phase.kind).toBe('rolled-back');
  });

  test('is nothing where the canary has no requests', () => {
    const one = tested([worse()]);
    const counts = counting(one);
    one.look(0, [], { totals: [counts.totals()] });
    counts.minute([0, 0]);
    expect(sentence(one)).toBe(
      'error-rate worse than stable: no data, no requests of the canary have been counted yet',
    );
  });
});

test('all metrics share one false-alarm rate, and the one that leads acts', () => {
  const names = ['error-rate', '5xx-rate'] as const;
  const metrics = names.map((name) => ({
    name,
    unit: 'ratio' as const,
    source: { kind: 'traffic' as const, series: name },
    baseline: null,
  }));
  const one = tested(
    names.map((name) => worse(name)),
    { metrics },
  );
  const [errors, fives] = names.map((name) => counting(one, name));
  const both = (): readonly Totals[] => [errors?.totals(), fives?.totals()].flatMap((each) => each ?? []);
  one.look(0, [], { totals: both() });
  for (let look = 0; look < 4; look += 1) {
    errors?.minute([300, 1.5]);
    fives?.minute([300, 9]);
  }
  expect(one.rollout().phase).toMatchObject({
    kind: 'rolled-back',
    cause: { check: 'rollback: 5xx-rate worse than stable' },
  });
});

test('where stable serves nobody the tests rest', () => {
  const one = tested([worse(), within], { stages: stages([worse(), within]).slice(2) });
  one.look(minute, [], {});
  expect(one.rollout().verdicts).toEqual([]);
});
