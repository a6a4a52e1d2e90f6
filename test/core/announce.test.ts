import { describe, expect, test } from 'vitest';
import { announce } from '../../src/core/announce.ts';
import type { PlaceName } from '../../src/core/ids.ts';
import type { Announcement } from '../../src/core/notify/announcement.ts';
import { project } from '../../src/core/rollout/decision.ts';
import type { Recorded, RolloutEvent } from '../../src/core/rollout/events.ts';
import { fold } from '../../src/core/rollout/evolve.ts';
import { aPlan } from '../builders/plan.ts';
import { aPerson, aRollout, belay, examplePhases, noon, rolloutId } from '../builders/rollout.ts';
import { badStory, goodStory, measured, storyPlan } from '../builders/story.ts';

/** Announced one event at a time, as the ledger would. */
function announced(story: readonly Recorded[]): readonly Announcement[] {
  return story.flatMap(({ event, actor }, index) => {
    const after = fold(story.slice(0, index + 1));
    if (after === null) return [];
    return announce(fold(story.slice(0, index)), after, [event], index, { actor, personName: (id) => id });
  });
}

function lines(items: readonly Announcement[]): readonly string[] {
  return items.flatMap(({ item }) => (item.kind === 'line' ? [item.text] : []));
}

function documents(items: readonly Announcement[]): readonly string[] {
  return items.flatMap(({ key, item }) =>
    item.kind === 'draft' ? [item.part === '' ? key : `${key} ${item.part}`] : [],
  );
}

function lineFor(event: RolloutEvent, together: readonly RolloutEvent[] = []): readonly string[] {
  const before = aRollout({ plan: storyPlan(), phase: examplePhases.waiting });
  const events = [...together, event];
  return lines(announce(before, project(before, events, belay, noon), events, before.seq));
}

describe('announcements', () => {
  test('of a rollout that goes well', () => {
    expect(lines(announced(goodStory()))).toMatchInlineSnapshot(`
      [
        "api v2 to production was requested by ada: “faster checkout”.",
        "Started; v1 serves everybody and can take everything back.",
        "Paused by grace: “lunch”.",
        "Resumed by grace; the time it was paused does not count.",
        "Stage “first” passed: 2 of 2 checks pass.",
        "People are asked to approve (2 approvals by team-lead or sre-oncall): 2 of 2 checks pass.",
        "lin approved. That is 1 of 2 approvals.",
        "sam approved. That is 2 of 2 approvals.",
        "Stage “half” passed: approved.",
        "Stage “everybody” passed: 2 of 2 checks pass.",
        "Completed: v2 is the stable version now.",
      ]
    `);
    expect(documents(announced(goodStory()))).toEqual([
      `document/${rolloutId}/checklist/2`,
      `document/${rolloutId}/go-no-go/15 gate-1`,
      `document/${rolloutId}/report/26`,
    ]);
  });

  test('of a rollout that is taken back', () => {
    expect(lines(announced(badStory()))).toMatchInlineSnapshot(`
      [
        "api v2 to production was requested by ada: “faster checkout”.",
        "Started; v1 serves everybody and can take everything back.",
        "Rollback from 5 % ordered, because error-rate 8.1% breaks "error-rate > 5% for 1m" (1m window, 1000 requests, stable 0.1%), held for 1m.",
        "Safe: no new request reaches v2; v1 serves everybody.",
        "Rolled back: v2 is out, v1 stays.",
      ]
    `);
    const written = documents(announced(badStory()));
    expect(written.map((key) => key.replace(`document/${rolloutId}/`, ''))).toEqual([
      'checklist/2',
      'incident/once',
      'root-cause/once',
      'incident/once',
      'root-cause/once',
      `report/${badStory().length}`,
    ]);
  });

  test('edit the card for every change, on every place of the plan, under one key', () => {
    const places = ['console', 'terminal'] as PlaceName[];
    const before = aRollout({ plan: aPlan({ places }) });
    const event: RolloutEvent = { kind: 'paused', reason: 'lunch' };
    const after = project(before, [event], aPerson('grace'), noon);
    expect(announce(before, after, [event], 7)).toEqual(
      places.flatMap((place) => [
        { key: `card/${rolloutId}/${place}`, item: { kind: 'card', rollout: rolloutId, place } },
        {
          key: `line/${rolloutId}/8/${place}`,
          item: { kind: 'line', rollout: rolloutId, place, text: 'Paused by grace: “lunch”.' },
        },
      ]),
    );
  });

  test('are silent when nothing happened, and say no line for a measurement', () => {
    const rollout = aRollout({ plan: storyPlan() });
    expect(announce(rollout, rollout, [], 7)).toEqual([]);
    expect(announce(rollout, rollout, [measured(0, 0, [])], 7).map(({ item }) => item.kind)).toEqual([
      'card',
    ]);
  });

  test('say a router’s refusals ever more rarely', () => {
    const refused = (attempts: number): RolloutEvent => ({
      kind: 'weight-refused',
      weight: 5,
      attempts,
      sentence: 'no',
    });
    const said = [1, 2, 3, 4, 8, 16, 32, 64].filter((attempts) => lineFor(refused(attempts)).length > 0);
    expect(said).toEqual([1, 4, 16, 64]);
  });

  test('do not say twice what one decision did', () => {
    const promoted: RolloutEvent = { kind: 'promoted', stage: 0, all: true, unmet: [] };
    expect(lineFor({ kind: 'stage-passed', stage: 0, sentence: 'promoted by a person' }, [promoted])).toEqual(
      [
        'Promoted before the hold of stage “first” was over; the holds to come are skipped, gates and triggers are not.',
      ],
    );
    const order: RolloutEvent = {
      kind: 'rollback-ordered',
      cause: { kind: 'gate', outcome: 'expired', sentence: 'nobody opened the gate within 2h' },
      gradual: false,
      from: 50,
    };
    expect(lineFor(order, [{ kind: 'gate-expired', gate: 1 }])).toEqual([
      'Rollback from 50 % ordered, because nobody opened the gate within 2h.',
    ]);
    expect(lineFor({ kind: 'gate-expired', gate: 1 })).toHaveLength(1);
  });

  test('give a completed rollout that is rolled back a second report', () => {
    const story = goodStory();
    const completed = fold(story);
    if (completed === null) throw new TypeError('a story');
    const events: readonly RolloutEvent[] = [
      { kind: 'rollback-ordered', cause: { kind: 'person', reason: 'refunds' }, gradual: false, from: 100 },
      { kind: 'safe' },
      { kind: 'rolled-back' },
    ];
    const after = project(completed, events, aPerson('grace'), noon);
    expect(documents(announce(completed, after, events, completed.seq))).toEqual([
      `document/${rolloutId}/incident/once`,
      `document/${rolloutId}/root-cause/once`,
      `document/${rolloutId}/report/29`,
    ]);
  });
});
