import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { draftSchema } from '../../../../src/core/documents/drafts/draft-schema.ts';
import { badStory } from '../../../builders/story.ts';
import { canary, draftOf, passing } from '../gates/corpus/entry.ts';
import { scopeOf } from '../gates/corpus/scope.ts';

const scope = scopeOf(badStory());
const draft = draftOf(['The rate was ', canary, '. ', passing], scope);

describe('the schema of a draft', () => {
  test('takes a draft that cites what this request offers', () => {
    expect(draftSchema(scope).parse({ ...draft, choices: ['probe-1'] })).toEqual({
      ...draft,
      choices: ['probe-1'],
    });
  });

  test.each([
    ['a fact that is not in the book', draftOf([{ fact: 'stage-9/weight' }], scope)],
    ['a text that people typed', draftOf([{ fact: 'said/event-1' }], scope)],
    ['a comparison that is not in the book', draftOf([{ comparison: 'stage-1/weight' }], scope)],
    ['another section', { ...draft, sections: [{ section: 'extra', paragraphs: [] }] }],
    ['a choice that is not offered', { ...draft, choices: ['rm'] }],
    ['a member that nobody asked for', { ...draft, command: 'promote' }],
  ])('refuses %s', (_, value) => {
    expect(draftSchema(scope).safeParse(value).success).toBe(false);
  });

  test('is plain JSON Schema, as structured output needs it, also when nothing is offered', () => {
    const empty = {
      ...scope,
      sections: [],
      choices: [],
      book: { ...scope.book, facts: [], comparisons: [], outcome: null },
    };
    expect(JSON.stringify(z.toJSONSchema(draftSchema(scope)))).toContain('stage-1/error-rate/canary/last');
    expect(JSON.stringify(z.toJSONSchema(draftSchema(scope)))).not.toContain('said/');
    expect(() => z.toJSONSchema(draftSchema(empty))).not.toThrow();
    expect(
      draftSchema(empty).safeParse({ verdict: null, sections: [], hypotheses: [], choices: [] }).success,
    ).toBe(true);
  });
});
