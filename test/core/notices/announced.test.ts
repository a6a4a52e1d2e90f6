import { expect, test } from 'vitest';
import { announce } from '../../../src/core/announce.ts';
import { PlaceName } from '../../../src/core/ids.ts';
import type { Announced } from '../../../src/core/notices/announced.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import { Plan } from '../../../src/core/rollout/plan.ts';
import { badStory, goodStory, storyPlan } from '../../builders/story.ts';

const support = PlaceName.parse('support');
const [told = support] = storyPlan().places;

/** What a place hears of a story, event by event; a card as `card`. */
function heard(place: PlaceName, story: ReturnType<typeof goodStory>, announcements: readonly Announced[]) {
  const plan = Plan.parse({ ...storyPlan(), announcements });
  const events = story.map((one) => ({
    ...one,
    event: one.event.kind === 'requested' ? { ...one.event, plan } : one.event,
  }));
  return events.flatMap((one, index) => {
    const after = fold(events.slice(0, index + 1));
    if (after === null) return [];
    const items = announce(fold(events.slice(0, index)), after, [one.event], index);
    return items.flatMap(({ item }) => {
      if (!('place' in item) || item.place !== place) return [];
      return item.kind === 'line' ? [item.text] : [item.kind];
    });
  });
}

const lines = (all: readonly string[]) => all.filter((one) => one !== 'card');

test('a place besides those of the plan hears what was configured at its points, and nothing else', () => {
  const announcements: Announced[] = [
    {
      when: 'before-start',
      through: [support],
      message: '{service} {version} comes to {environment} {soon}',
    },
    { when: 'stage', through: [support] },
    { when: 'rollback', through: [support], message: '{service} goes back to {previous}.' },
    { when: 'completion', through: [support] },
  ];
  const good = lines(heard(support, goodStory(), announcements));
  expect(good).toEqual([
    'api v2 comes to production {soon}',
    expect.stringMatching(/^Stage “first” begins: 5 %/),
    expect.stringMatching(/^Stage “half” begins/),
    expect.stringMatching(/^Stage “everybody” begins/),
    'Completed: v2 is the stable version now.',
  ]);
  expect(lines(heard(support, badStory(), announcements)).at(-1)).toBe('api goes back to v1.');
});

test('a card comes first to hang it on, and goes on from then', () => {
  const all = heard(support, badStory(), [{ when: 'rollback', through: [support] }]);
  expect(all.slice(0, 2)).toEqual(['card', expect.stringMatching(/^Rollback from 5 % ordered/)]);
  expect(all.slice(2)).not.toHaveLength(0);
  expect(new Set(all.slice(2))).toEqual(new Set(['card']));
});

test('a place that reads the thread anyway hears a message beside it, and nothing twice', () => {
  const usual = heard(told, goodStory(), []);
  expect(heard(told, goodStory(), [{ when: 'completion', through: [told, told] }])).toEqual(usual);
  const message = [{ when: 'completion', through: [told, told], message: 'Done.' }] satisfies Announced[];
  expect(heard(told, goodStory(), message)).toEqual([...usual, 'Done.']);
});
