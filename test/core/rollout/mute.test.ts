import { describe, expect, test } from 'vitest';
import { cardChecks } from '../../../src/core/card/checks.ts';
import { health } from '../../../src/core/card/health.ts';
import { remarks } from '../../../src/core/card/remarks.ts';
import type { SideTotals } from '../../../src/core/judge/totals.ts';
import { nextLook } from '../../../src/core/rollout/next-look.ts';
import { unproven } from '../../../src/core/rollout/outcome.ts';
import { aCheck, errorRates, noErrorRates } from '../../builders/check.ts';
import { aStage } from '../../builders/plan.ts';
import { ana, criterion, decidedKinds, type Live, live, pausing, stages, trigger } from './live.ts';

const minute = 60_000;
const second = aCheck('rollback', { text: 'error-rate > 50%', limit: { kind: 'absolute', value: 0.5 } });
const warning = aCheck('warn', { text: 'error-rate > 2%', limit: { kind: 'absolute', value: 0.02 } });

function long(checks = [trigger, second, criterion]): Live {
  return live({ stages: stages(checks).map((stage) => ({ ...stage, hold: 10 * minute })) });
}

function mute(one: Live, check: string, lasts = minute, reason = 'the exporter lies') {
  return one.tell({ kind: 'mute', check, lasts, reason }, ana);
}

describe('a muted check', () => {
  test('is measured and shown, takes nothing back, and counts again by itself at the moment that was said', () => {
    const one = long();
    expect(mute(one, 'error-rate > 5%')).toMatchObject({
      sentence: expect.stringContaining('is muted for 1m'),
    });
    const until = one.world.now + minute;
    expect(one.at(0.2)).toEqual(['measured']);
    expect(one.rollout().verdicts[0]).toMatchObject({ check: trigger.id, verdict: 'fail', acts: true });
    expect(cardChecks(one.rollout())[0]).toMatchObject({
      tone: 'quiet',
      rule: 'error-rate > 5% (muted)',
      sentence: expect.stringContaining('muted, not believed: error-rate 20%'),
    });
    expect(nextLook(one.rollout(), until - 300)).toBe(until);
    expect(one.at(0.2, until - one.world.now - 1)).toEqual(['measured']);
    expect(one.at(0.2, 1)).toEqual(['unmuted', 'measured', 'rollback-ordered']);
  });

  test('does not pause, and what paused it holds it no more', () => {
    const one = long([trigger, pausing]);
    expect(one.at(0.04)).toContain('paused');
    mute(one, pausing.id);
    expect(one.tell({ kind: 'resume' })).toMatchObject({
      sentence: expect.not.stringContaining('holds still'),
    });
    expect(one.at(0.04)).toEqual(['measured']);
    expect(one.rollout().pause).toBeNull();
  });

  test('is not asked at the end of a hold, and the card says what is left', () => {
    const one = live({ stages: stages([trigger, criterion]) });
    mute(one, criterion.rule.text);
    expect(unproven(one.rollout(), one.world.now)).toEqual([]);
    one.at(0.02);
    expect(health(one.rollout()).words).toContain('its only check passes');
    expect(one.at(0.02, 5000)).toContain('stage-passed');
  });

  test('that has no data is not waited for; the others are', () => {
    const other = {
      name: 'x',
      unit: 'count',
      source: { kind: 'traffic', series: 'x' },
      baseline: null,
    } as const;
    const { plan } = live().rollout();
    const metrics = [...plan.metrics, other];
    const one = live({
      metrics,
      stages: stages([trigger, aCheck('criterion', { text: 'x < 1', metric: 'x' })]),
    });
    mute(one, 'x');
    expect(one.at(0.001, 5000)).toContain('stage-passed');
    const silent = live({
      metrics,
      noData: { after: 1000, outcome: 'roll_back' },
      stages: stages([trigger, second, aCheck('warn', { text: 'x < 1', metric: 'x' })]),
    });
    mute(silent, 'error-rate > 50%');
    silent.look(1000, [noErrorRates()]);
    expect(silent.look(1000, [noErrorRates()])).toContain('rollback-ordered');
  });

  test('warns nobody', () => {
    const one = long([trigger, second, warning]);
    mute(one, warning.rule.text);
    one.at(0.03);
    expect(health(one.rollout()).tone).toBe('moving');
  });

  test('of a plan whose checks are all muted lets nothing go on', () => {
    const one = live({ stages: stages([criterion]) });
    mute(one, 'error-rate');
    expect(one.at(0.001, 6000)).toEqual(['measured']);
    expect(health(one.rollout()).words).toContain('every check of this stage is muted');
  });

  test('does not make others act by its evidence', () => {
    const worse = (metric: string) =>
      aCheck('rollback', {
        text: `${metric} worse than stable`,
        metric,
        limit: { kind: 'worse', margin: 1 },
        minimumRequests: 0,
      });
    const { plan } = live().rollout();
    const metric = { ...plan.metrics[0], name: 'failures' } as (typeof plan.metrics)[number];
    const drive = (muted: boolean) => {
      const one = live({
        interval: minute,
        metrics: [...plan.metrics, metric],
        noData: { after: 60 * minute, outcome: 'pause' },
        stages: [aStage({ hold: 60 * minute, checks: [worse('error-rate'), worse('failures')] })],
      });
      if (muted) mute(one, 'error-rate', 60 * minute);
      for (let look = 0; look < 5; look += 1) {
        const side = (requests: number, bad: number): SideTotals => ({
          kind: 'totals',
          instances: { a: { kind: 'events', requests: requests * look, bad: bad * look } },
        });
        one.look(minute, [], {
          totals: [
            { metric: 'error-rate', canary: side(300, 30), stable: side(2700, 13) },
            { metric: 'failures', canary: side(300, 2), stable: side(2700, 13) },
          ],
        });
      }
      return one.rollout();
    };
    expect(drive(false).phase.kind).toBe('rolled-back');
    const muted = drive(true);
    expect(muted.phase.kind).toBe('observing');
    expect(muted.verdicts).toMatchObject([
      { check: 'rollback: error-rate worse than stable', acts: true },
      { check: 'rollback: failures worse than stable', acts: false },
    ]);
  });
});

describe('muting', () => {
  test.each([
    ['by id', trigger.id, 1],
    ['by rule, however it is spaced', 'Error-Rate  > 5%', 1],
    ['by words that stand in one of them', '50', 1],
  ])('names a check %s', (_, check, count) => {
    expect(decidedKinds(mute(long(), check))).toEqual(Array(count).fill('muted'));
  });

  test.each([
    ['what nobody knows', 'eror-rate', 'no-such-check', 'Did you mean `error-rate`?'],
    ['what could be several', 'rollback', 'which-check', 'More than one check'],
    ['all that would take traffic back', 'error-rate', 'last-trigger', 'At 5 % nothing else'],
  ])('refuses %s', (_, check, code, sentence) => {
    expect(mute(long(), check)).toMatchObject({ code, sentence: expect.stringContaining(sentence) });
  });

  test('refuses the last trigger that is left, also of a stage to come', () => {
    const one = long();
    mute(one, 'error-rate > 5%');
    expect(mute(one, 'error-rate > 50%')).toMatchObject({ code: 'last-trigger' });
    const later = live({
      stages: [aStage({ checks: [trigger, second] }), aStage({ weight: 100, checks: [trigger] })],
    });
    expect(mute(later, trigger.rule.text)).toMatchObject({
      code: 'last-trigger',
      sentence: expect.stringContaining('At 100 %'),
    });
    expect(decidedKinds(mute(later, second.rule.text))).toEqual(['muted']);
  });

  test.each([
    ['no reason', minute, ' ', 'no-reason'],
    ['no end', 0, 'x', 'bad-mute'],
    ['an end that is too far away', 24 * 60 * minute + 1, 'x', 'bad-mute'],
  ])('refuses %s', (_, lasts, reason, code) => {
    expect(mute(long(), trigger.id, lasts, reason)).toMatchObject({ code });
    expect(decidedKinds(mute(long(), trigger.id, 24 * 60 * minute, 'x'))).toEqual(['muted']);
  });

  test('never turns a rollback round, and is nothing to a rollout that is over', () => {
    const one = live({ rollback: { steps: [1], every: minute } });
    one.tell({ kind: 'rollback', reason: 'x', gradual: true, isStable: false });
    expect(one.rollout().phase.kind).toBe('rolling-back');
    expect(mute(one, trigger.id)).toMatchObject({ code: 'rolling-back' });
    one.tell({ kind: 'rollback', reason: 'x', gradual: false, isStable: false });
    one.look(0);
    one.look(1000);
    expect(mute(one, trigger.id)).toMatchObject({ code: 'over' });
  });

  test('is shown, and taken back by hand', () => {
    const one = long();
    mute(one, trigger.rule.text);
    const context = { now: one.world.now, personName: String };
    expect(remarks(one.rollout(), context)).toMatchObject([
      { label: 'Muted', tone: 'warning', sentence: expect.stringContaining('by ana: “the exporter lies”') },
    ]);
    expect(one.tell({ kind: 'unmute', check: 'error-rate > 50%' })).toMatchObject({ code: 'not-muted' });
    expect(decidedKinds(one.tell({ kind: 'unmute', check: null }))).toEqual(['unmuted']);
    expect(remarks(one.rollout(), context)).toEqual([]);
    expect(one.look(1000, [errorRates(0.2)])).toContain('rollback-ordered');
  });
});
