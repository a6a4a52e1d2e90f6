import { describe, expect, test } from 'vitest';
import type { PlanBody } from '../../../src/core/rollout/plan.ts';
import { aCheck, errorRates, noErrorRates } from '../../builders/check.ts';
import { criterion, type Live, live, stages, trigger } from './live.ts';

type Outcome = PlanBody['noData']['outcome'];

/** Twenty seconds of hold, silence tolerated for three. */
function silent(outcome: Outcome, checks = [trigger, criterion]): Live {
  return live({
    noData: { after: 3000, outcome },
    stages: stages(checks).map((stage) => ({ ...stage, hold: 20_000 })),
  });
}

function hush(one: Live, millis = 1000): readonly string[] {
  return one.look(millis, [noErrorRates()]);
}

describe('when no check has data', () => {
  test.each<[Outcome, string[]]>([
    ['hold', ['measured']],
    ['pause', ['measured', 'paused']],
    ['roll_back', ['measured', 'rollback-ordered']],
  ])('for as long as the plan tolerates, it does what the plan says: %s', (outcome, kinds) => {
    const one = silent(outcome);
    hush(one);
    expect(hush(one, 2999)).toEqual(['measured']);
    expect(hush(one, 1)).toEqual(kinds);
  });

  test.each<[Outcome, object]>([
    ['pause', { pause: { reason: 'no check has had data for 3s', by: { kind: 'belay' } } }],
    ['roll_back', { phase: { cause: { kind: 'no-data', sentence: 'no check has had data for 3s' } } }],
  ])('it says so: %s', (outcome, state) => {
    const one = silent(outcome);
    hush(one);
    hush(one, 3000);
    expect(one.rollout()).toMatchObject(state);
  });

  test('a rollout that is paused already is not paused again', () => {
    const one = silent('pause');
    one.tell({ kind: 'pause', reason: 'lunch' });
    hush(one);
    expect(hush(one, 3000)).toEqual(['measured']);
  });

  test('one check with data ends the silence', () => {
    const one = silent('roll_back');
    hush(one);
    hush(one, 2000);
    one.at(0.001);
    expect(one.rollout().noDataSince).toBeNull();
    expect(hush(one)).toEqual(['measured']);
    expect(hush(one, 3000)).toContain('rollback-ordered');
  });

  test('a metric without data beside one with data is no silence', () => {
    const other = aCheck('rollback', { text: 'x > 1', metric: 'x' });
    const plan = silent('roll_back').rollout().plan;
    const x = { name: 'x', unit: 'count', source: { kind: 'traffic', series: 'x' }, baseline: null } as const;
    const one = live({
      noData: plan.noData,
      metrics: [...plan.metrics, x],
      stages: stages([trigger, other]),
    });
    expect(one.at(0.001)).toEqual(['measured']);
    expect(one.rollout().noDataSince).toBeNull();
  });

  test('a warning that has data does not break the silence of what acts', () => {
    const x = { name: 'x', unit: 'count', source: { kind: 'traffic', series: 'x' }, baseline: null } as const;
    const warning = aCheck('warn', { text: 'x > 1', metric: 'x', minimumRequests: 0 });
    const { metrics } = silent('hold').rollout().plan;
    const one = live({
      noData: { after: 3000, outcome: 'roll_back' },
      metrics: [...metrics, x],
      stages: stages([trigger, warning]).map((stage) => ({ ...stage, hold: 20_000 })),
    });
    const speaking = [noErrorRates(), { ...errorRates(0.001), metric: 'x' }];
    one.look(1000, speaking);
    expect(one.look(3000, speaking)).toContain('rollback-ordered');
  });

  test('a count of reports, which always has data, does not break the silence of what measures', () => {
    const source = { kind: 'reported', event: 'complaint' } as const;
    const complaints = { name: 'complaints', unit: 'count', source, baseline: null } as const;
    const rule = { text: 'complaints > 10', metric: 'complaints', minimumRequests: 0 };
    const { metrics } = silent('hold').rollout().plan;
    const counting = (checks: Parameters<typeof stages>[0]) =>
      live({
        noData: { after: 3000, outcome: 'roll_back' },
        metrics: [...metrics, complaints],
        stages: stages(checks).map((stage) => ({ ...stage, hold: 20_000 })),
      });
    const none = { kind: 'value', value: 0, requests: null, errors: null } as const;
    const speaking = [noErrorRates(), { metric: 'complaints', window: 60_000, canary: none, stable: none }];
    const one = counting([trigger, aCheck('pause', rule)]);
    one.look(1000, speaking);
    expect(one.look(3000, speaking)).toContain('rollback-ordered');
    const alone = counting([aCheck('pause', rule)]);
    alone.look(1000, speaking);
    expect(alone.look(3000, speaking)).not.toContain('rollback-ordered');
  });

  test('only warnings: their silence counts', () => {
    const one = silent('roll_back', [aCheck('warn')]);
    hush(one);
    expect(hush(one, 3000)).toContain('rollback-ordered');
  });

  test('a plan without checks is not silent', () => {
    const one = silent('roll_back', []);
    hush(one);
    expect(hush(one, 10_000)).not.toContain('rollback-ordered');
  });

  test('the silence goes on counting when a person promotes meanwhile', () => {
    const one = silent('roll_back');
    hush(one);
    one.tell({ kind: 'promote', all: false, from: null });
    hush(one, 1000);
    expect(one.rollout().phase).toMatchObject({ kind: 'observing', stage: 1 });
    expect(hush(one, 2000)).toContain('rollback-ordered');
  });

  test('what a source calls a number and is none is recorded as no reading', () => {
    const one = silent('hold');
    const broken = {
      ...errorRates(0.001),
      canary: { kind: 'value', value: Number.NaN, requests: 100, errors: 0 },
    } as const;
    one.look(1000, [broken]);
    expect(one.rollout().measurements).toMatchObject([{ canary: { kind: 'none', reason: 'not-a-number' } }]);
    expect(one.rollout().verdicts).toMatchObject([{ verdict: 'no-data' }, { verdict: 'no-data' }]);
  });

  test('a measurement over another window is not the one that was asked for', () => {
    const one = silent('hold');
    one.look(1000, [{ ...errorRates(0.2), window: 30_000 }]);
    expect(one.rollout().verdicts).toMatchObject([{ verdict: 'no-data' }, { verdict: 'no-data' }]);
  });
});
