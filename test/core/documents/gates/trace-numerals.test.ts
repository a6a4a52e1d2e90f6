import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderCard } from '../../../../src/core/card/render-card.ts';
import { answer } from '../../../../src/core/documents/answer.ts';
import { baseOf } from '../../../../src/core/documents/base-of.ts';
import { compose } from '../../../../src/core/documents/drafts/compose.ts';
import { explanation } from '../../../../src/core/documents/explanation.ts';
import { bookOf } from '../../../../src/core/documents/facts/book-of.ts';
import { factBook } from '../../../../src/core/documents/facts/fact-book.ts';
import { fact } from '../../../../src/core/documents/facts/make-fact.ts';
import { outcomeOf } from '../../../../src/core/documents/facts/outcome-of.ts';
import { checkDraft } from '../../../../src/core/documents/gates/check-draft.ts';
import { traceNumerals } from '../../../../src/core/documents/gates/trace-numerals.ts';
import { documentKinds } from '../../../../src/core/documents/kinds.ts';
import { renderMarkdown } from '../../../../src/core/documents/render-markdown.ts';
import { renderText } from '../../../../src/core/documents/render-text.ts';
import type { DocumentTree } from '../../../../src/core/documents/tree.ts';
import { type Intent, intents } from '../../../../src/core/questions/question.ts';
import type { Recorded } from '../../../../src/core/rollout/events.ts';
import { fold } from '../../../../src/core/rollout/evolve.ts';
import type { Rollout } from '../../../../src/core/rollout/state.ts';
import { aRollout } from '../../../builders/rollout.ts';
import { badStory, goodStory } from '../../../builders/story.ts';
import { recordedName, recordedRollouts } from '../../../recorded/read-recorded.ts';
import { allAttacks } from './corpus/attacks.ts';
import { benignAnywhere } from './corpus/benign.ts';
import { draftOf, type Piece } from './corpus/entry.ts';
import { scopeOf } from './corpus/scope.ts';

const parts = ['', 'gate-1', 'gate-2', 'stage-1', 'stage-2', 'stage-3'];
const wide = 100_000;

/** Every document that code writes of these events, as text and as Markdown. */
function untracedOf(events: readonly Recorded[], now: number): readonly string[] {
  const rollout = fold(events) ?? aRollout();
  const options = { rollout, events, now, personName: recordedName };
  const book = factBook(rollout, events, options);
  const only = new Set(rollout.verdicts.map(({ check }) => check));
  const trees = [
    explanation(rollout, events, { now, only: null, personName: recordedName }),
    explanation(rollout, events, { now, only, personName: recordedName }),
    ...intents.map((intent) => answerTo(intent, rollout, events, now)),
    ...documentKinds.flatMap((kind) => parts.flatMap((part) => baseOf(kind, part, options) ?? [])),
  ];
  return trees.flatMap((tree) =>
    [renderText(tree, wide), renderMarkdown(tree)].flatMap((text) =>
      traceNumerals(text, book).untraced.map((one) => `${tree.title}: ${one}`),
    ),
  );
}

const unnamed = {
  rollout: null,
  service: null,
  environment: null,
  version: null,
  weight: null,
  current: false,
};

function answerTo(intent: Intent, rollout: Rollout, events: readonly Recorded[], now: number): DocumentTree {
  return answer({
    intent,
    slots: unnamed,
    rollout,
    events,
    card: renderCard(rollout, { now, personName: recordedName, undoByHand: [], approversOf: () => [] }),
    outcome: outcomeOf(rollout, now),
    now,
    personName: recordedName,
    may: () => true,
    title: null,
  });
}

describe('every numeral of what code writes stands in the fact book', () => {
  test.each(recordedRollouts())('of the recorded rollout $name', ({ events }) => {
    expect(untracedOf(events, (events.at(-1)?.at ?? 0) + 4000)).toEqual([]);
  });

  test.each([
    ['well', goodStory()],
    ['badly', badStory()],
  ])('at many moments of a rollout that goes %s', (_, events) => {
    for (let length = 1; length <= events.length; length += 2) {
      const until = events.slice(0, length);
      expect(untracedOf(until, (until.at(-1)?.at ?? 0) + 7000)).toEqual([]);
    }
  });
});

describe('a numeral', () => {
  const shown = (id: string, words: string) =>
    fact({ id, about: '', value: words, unit: null, shown: words, source: '' });
  const book = bookOf(
    null,
    [shown('a', '5 %'), shown('b', '1.2s'), shown('c', '2 of 3 checks')],
    [],
    ['p95'],
    null,
  );

  test.each([
    ['5 %', []],
    ['5%, 1.2s (p95).', []],
    ['“5 %” of it; 2 of 3', []],
    ['1. an item\n2) another', []],
    ['5&#8203; \\% p95', ['5']],
    ['5 errors', ['5']],
    ['6 %', ['6%']],
    ['12s and 1.2', ['12s', '1.2']],
    ['p99', ['p99']],
    ['٥ of it', ['٥']],
    ['½ of it', ['1⁄2']],
  ])('in “%s” is traced with its unit', (text, untraced) => {
    expect(traceNumerals(text, book).untraced).toEqual(untraced);
  });

  test('is counted wherever it stands', () => {
    expect(traceNumerals('5 % and 5 % and 7', book)).toEqual({ total: 3, traced: 2, untraced: ['7'] });
  });
});

const scope = scopeOf(badStory());
const empty: DocumentTree = {
  title: '',
  summary: '',
  draftedBy: 'template',
  draftedWhy: '',
  at: 0,
  blocks: [],
};

describe('a draft that passed the gates', () => {
  const cited: fc.Arbitrary<Piece> = fc.oneof(
    fc.constantFrom(
      ...scope.book.facts.filter(({ id }) => !id.startsWith('said/')).map(({ id }) => ({ fact: id })),
    ),
    fc.constantFrom(...scope.book.comparisons.map(({ id }) => ({ comparison: id }))),
  );
  const prose = fc.constantFrom(
    ...[...benignAnywhere, ...allAttacks.map(({ paragraph }) => paragraph)]
      .flat()
      .filter((one) => typeof one === 'string'),
  );
  const noise = fc.string({ unit: 'grapheme', maxLength: 12 });
  const fragment = fc.stringMatching(/^[a-zA-Z ,.'-]{1,10}$/);
  const paragraph = fc.array(fc.oneof({ weight: 3, arbitrary: cited }, prose, noise, fragment), {
    minLength: 1,
    maxLength: 6,
  });

  test('shows no numeral that was not recorded, nobody’s name with a sign, no link and no markup', () => {
    let sound = 0;
    fc.assert(
      fc.property(paragraph, fc.array(fc.oneof(prose, noise), { maxLength: 2 }), (pieces, hypotheses) => {
        const draft = { ...draftOf(pieces, scope), hypotheses };
        if (checkDraft(draft, scope).kind === 'unsound') return;
        sound += 1;
        const tree = compose(empty, draft, scope, '');
        const written = tree.blocks
          .flatMap((block) =>
            block.kind === 'paragraph' ? [block.text] : block.kind === 'list' ? block.items : [],
          )
          .join('\n');
        expect(traceNumerals(renderMarkdown(tree).split('\n---\n')[0] ?? '', scope.book).untraced).toEqual(
          [],
        );
        expect(traceNumerals(written, scope.book).untraced).toEqual([]);
        const own = pieces.filter((piece) => typeof piece === 'string').join(' ');
        expect(own).not.toMatch(/[@<>`*[\]|]|:\/\/|\p{Cf}|\p{Co}/u);
      }),
      { numRuns: 400 },
    );
    expect(sound).toBeGreaterThan(20);
  });
});
