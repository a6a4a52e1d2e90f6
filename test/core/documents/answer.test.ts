import { describe, expect, it } from 'vitest';
import { renderCard } from '../../../src/core/card/render-card.ts';
import { answer } from '../../../src/core/documents/answer.ts';
import { outcomeOf } from '../../../src/core/documents/facts/outcome-of.ts';
import { renderText } from '../../../src/core/documents/render-text.ts';
import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import { type Intent, intents } from '../../../src/core/questions/question.ts';
import type { Recorded } from '../../../src/core/rollout/events.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import type { Phase } from '../../../src/core/rollout/state.ts';
import { aRollout, examplePhases } from '../../builders/rollout.ts';
import { badStory, goodStory } from '../../builders/story.ts';

const none = { rollout: null, service: null, environment: null, version: null, weight: null, current: false };

function answered(
  intent: Intent,
  events: readonly Recorded[],
  over: { weight?: number; may?: string[] } = {},
): DocumentTree {
  const rollout = fold(events);
  if (rollout === null) throw new Error('no rollout');
  const now = (events.at(-1)?.at ?? 0) + 1000;
  return answer({
    intent,
    slots: { ...none, weight: over.weight ?? null },
    rollout,
    events,
    card: renderCard(rollout, { now, personName: String, undoByHand: [], approversOf: () => [] }),
    outcome: outcomeOf(rollout, now),
    now,
    personName: String,
    may: (verb) => over.may === undefined || over.may.includes(verb),
    title: null,
  });
}

const text = (tree: DocumentTree) => renderText(tree, 400);
const upTo = (events: readonly Recorded[], kind: string) =>
  events.slice(0, events.findIndex(({ event }) => event.kind === kind) + 1);
const waiting = upTo(goodStory(), 'approval-requested');

it('recommends what follows from the outcome, and says what to type', () => {
  const tree = answered('proceed', waiting, { weight: 100 });
  expect(tree.blocks[0]).toMatchObject({ kind: 'decision' });
  expect(text(tree)).toContain('100 % is the next stage of the plan.');
  expect(text(tree)).toContain('reject r-0123456789 "why"');
});

it('tells nobody to type what would be refused', () => {
  expect(text(answered('proceed', waiting, { may: ['explain'] }))).not.toContain('reject');
});

it.each([
  [5, 'The canary has 50 % already.'],
  [30, 'The plan has no stage of 30 %: it goes to 5 %, 50 % and 100 %.'],
])('says where %s % stands in the plan', (weight, sentence) => {
  expect(text(answered('proceed', waiting, { weight }))).toContain(sentence);
});

it('says why it was rolled back, and decides nothing any more', () => {
  const tree = answered('why-rolled-back', badStory());
  expect(text(tree)).toContain('Traffic was taken back because');
  expect(answered('proceed', badStory()).blocks.some(({ kind }) => kind === 'decision')).toBe(false);
  expect(text(answered('proceed', badStory()))).toContain('nothing is left to decide');
});

it('says who was asked', () => {
  expect(text(answered('who-approves', waiting))).toContain('Can still approve');
  expect(text(answered('who-approves', goodStory().slice(0, 2)))).toContain('The plan asks later');
});

describe.each(Object.values(examplePhases).map((phase: Phase) => [phase.kind, phase] as const))(
  'in phase %s',
  (_kind, phase) => {
    it.each(intents)('answers %s whole', (intent) => {
      const rollout = aRollout({ phase });
      const now = phase.since + 1000;
      const tree = answer({
        intent,
        slots: { ...none, weight: 50 },
        rollout,
        events: [],
        card: renderCard(rollout, { now, personName: String, undoByHand: [], approversOf: () => [] }),
        outcome: outcomeOf(rollout, now),
        now,
        personName: String,
        may: () => true,
        title: null,
      });
      expect(text(tree)).not.toMatch(/undefined|NaN|\[object/);
      expect(text(tree)).toContain('explain r-0123456789');
    });
  },
);
