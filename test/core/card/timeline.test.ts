import { describe, expect, test } from 'vitest';
import { timeline } from '../../../src/core/card/timeline.ts';
import type { RolloutEvent } from '../../../src/core/rollout/events.ts';
import { aPerson, belay, rolloutId } from '../../builders/rollout.ts';
import {
  aVerdict,
  badStory,
  criterion,
  goodStory,
  measured,
  recorded,
  storyPlan,
  trigger,
} from '../../builders/story.ts';

function story(
  ...entries: readonly { readonly seq: number; readonly sentence: string }[]
): readonly string[] {
  return entries.map(({ seq, sentence }) => `${seq} ${sentence}`);
}

describe('the story', () => {
  test('of a rollout that went well', () => {
    expect(story(...timeline(goodStory()))).toMatchInlineSnapshot(`
      [
        "1 api v2 to production was requested by ada: “faster checkout”.",
        "2 Started; v1 serves everybody and can take everything back.",
        "3 Preparation step “migrate” began.",
        "4 Preparation step “migrate” succeeded after 8s: exited with 0.",
        "5 Stage “first” begins: 5 % of the traffic goes to v2.",
        "6 The router confirmed 5 % for v2.",
        "8 Paused by grace: “lunch”.",
        "9 Resumed by grace; the time it was paused does not count.",
        "11 Stage “first” passed: 2 of 2 checks pass.",
        "12 Stage “half” begins: 50 % of the traffic goes to v2.",
        "13 The router confirmed 50 % for v2.",
        "15 People are asked to approve (2 approvals by team-lead or sre-oncall): 2 of 2 checks pass.",
        "16 lin approved.",
        "17 sam approved.",
        "18 Enough people approved.",
        "19 Stage “half” passed: approved.",
        "20 Stage “everybody” begins: 100 % of the traffic goes to v2.",
        "21 The router confirmed 100 % for v2.",
        "23 Stage “everybody” passed: 2 of 2 checks pass.",
        "24 Verification step “smoke” began.",
        "25 Verification step “smoke” succeeded after 8s: exited with 0.",
        "26 Completed: v2 is the stable version now.",
      ]
    `);
  });

  test('of a rollout that was taken back', () => {
    expect(story(...timeline(badStory()))).toMatchInlineSnapshot(`
      [
        "1 api v2 to production was requested by ada: “faster checkout”.",
        "2 Started; v1 serves everybody and can take everything back.",
        "3 Preparation step “migrate” began.",
        "4 Preparation step “migrate” succeeded after 8s: exited with 0.",
        "5 Stage “first” begins: 5 % of the traffic goes to v2.",
        "6 The router confirmed 5 % for v2.",
        "8 A limit is broken: error-rate 8.1% breaks "error-rate > 5% for 1m" (1m window, 1000 requests, stable 0.1%), 0ms of 1m.",
        "9 Note by grace: “checkout errors, looks like the new tax call”.",
        "10 A trigger acts: error-rate 8.1% breaks "error-rate > 5% for 1m" (1m window, 1000 requests, stable 0.1%), held for 1m.",
        "11 Rollback from 5 % ordered, because error-rate 8.1% breaks "error-rate > 5% for 1m" (1m window, 1000 requests, stable 0.1%), held for 1m.",
        "12 Safe: no new request reaches v2; v1 serves everybody.",
        "13 Undo step “migrate” began.",
        "14 Undo step “migrate” succeeded after 3s: exited with 0.",
        "15 Rolled back: v2 is out, v1 stays.",
      ]
    `);
  });

  test('names people as they are called', () => {
    const [first] = timeline(goodStory(), (id) => ({ ada: 'Ada Lovelace' })[id as string] ?? id);
    expect(first).toMatchObject({
      actor: 'Ada Lovelace',
      sentence: expect.stringContaining('by Ada Lovelace'),
    });
  });
});

describe('evaluations', () => {
  const request: RolloutEvent = { kind: 'requested', rollout: rolloutId, plan: storyPlan(), reason: null };
  const fine = aVerdict(trigger);
  const silent = aVerdict(trigger, { verdict: 'no-data', sentence: 'too few requests' });
  const unmet = aVerdict(criterion, { verdict: 'fail', sentence: 'not yet' });

  function told(...events: readonly RolloutEvent[]): readonly string[] {
    const all = recorded([
      [0, aPerson(), request],
      ...events.map((event, index) => [index + 1, belay, event] as const),
    ]);
    return timeline(all)
      .slice(1)
      .map(({ sentence }) => sentence);
  }

  test('that change nothing are left out', () => {
    expect(told(measured(0, 0, [fine]), measured(0, 0, [fine]))).toEqual([]);
  });

  test('tell a breach once, and its end', () => {
    const broken = aVerdict(trigger, { verdict: 'warn', sentence: 'too many errors' });
    expect(
      told(
        measured(0, 0, [broken]),
        measured(0, 0, [broken]),
        measured(0, 0, [aVerdict(trigger, { sentence: 'few errors' })]),
      ),
    ).toEqual(['A limit is broken: too many errors.', 'Fine again: few errors.']);
  });

  test('do not call the first moments of a stage a loss of data', () => {
    expect(told(measured(0, 0, [silent]), measured(0, 0, [fine]), measured(1, 0, [silent]))).toEqual([]);
  });

  test('tell when data is lost in mid-stage', () => {
    expect(told(measured(0, 0, [fine]), measured(0, 0, [silent]), measured(0, 0, [silent]))).toEqual([
      'Data is missing now: too few requests.',
    ]);
  });

  test('tell when a criterion is no longer met, but not that it was not met to begin with', () => {
    expect(
      told(
        measured(0, 0, [unmet]),
        measured(0, 0, [aVerdict(criterion, { sentence: 'good' })]),
        measured(0, 0, [unmet]),
      ),
    ).toEqual(['Met now: good.', 'No longer met: not yet.']);
  });

  test('tell when a probe fails and answers again', () => {
    const base = measured(0, 0, [fine]);
    if (base.kind !== 'measured') throw new TypeError('measured');
    const failing: RolloutEvent = {
      ...base,
      probes: [{ name: 'ready', healthy: false, sentence: 'refused' }],
    };
    expect(told(base, failing, failing, base)).toEqual([
      'Probe ready fails: refused.',
      'Probe ready answers again: 200 in 12ms.',
    ]);
  });
});
