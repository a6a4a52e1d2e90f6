import { describe, expect, test } from 'vitest';
import { compose } from '../../../../src/core/documents/drafts/compose.ts';
import type { Draft } from '../../../../src/core/documents/drafts/draft.ts';
import { noHypotheses } from '../../../../src/core/documents/no-hypotheses.ts';
import type { DocumentTree } from '../../../../src/core/documents/tree.ts';
import { badStory } from '../../../builders/story.ts';
import { beside, canary, type Piece, requests, segments, version } from '../gates/corpus/entry.ts';
import { scopeOf } from '../gates/corpus/scope.ts';

const scope = {
  ...scopeOf(badStory()),
  sections: [
    { id: 'risks', heading: 'Risks', asks: '', required: false },
    { id: 'assessment', heading: 'Assessment', asks: '', required: true },
  ],
};
const base: DocumentTree = {
  title: 'Go or no-go',
  summary: 'It was taken back.',
  draftedBy: 'template',
  draftedWhy: 'no model',
  at: 0,
  blocks: [
    { kind: 'decision', outcome: 'roll_back', sentence: 'The limit was broken.' },
    { kind: 'heading', text: 'Figures' },
  ],
};

function drafted(paragraphs: readonly (readonly Piece[])[], hypotheses: string[] = []): Draft {
  const section = { section: 'assessment', paragraphs: paragraphs.map(segments) };
  return { verdict: 'roll_back', sections: [section], hypotheses, choices: [] };
}

function line(...paragraph: readonly Piece[]): unknown {
  const tree = compose(base, drafted([paragraph]), scope, 'drafted');
  return tree.blocks.find(({ kind }) => kind === 'paragraph');
}

describe('compose', () => {
  test('puts sections after the decision and before everything else, and says who drafted', () => {
    const tree = compose(
      base,
      drafted([['The canary was watched.']], ['The cache may be cold.']),
      scope,
      'by a model',
    );
    expect(tree).toEqual({
      ...base,
      draftedBy: 'model',
      draftedWhy: 'by a model',
      blocks: [
        base.blocks[0],
        { kind: 'heading', text: 'Assessment' },
        { kind: 'paragraph', text: 'The canary was watched.' },
        { kind: 'heading', text: 'Hypotheses (unverified)' },
        { kind: 'list', items: ['The cache may be cold.'] },
        base.blocks[1],
      ],
    });
  });

  test.each<[string, readonly Piece[], string]>([
    [
      'without spaces',
      ['The rate was', canary, 'behind', requests, '.'],
      'The rate was 9.3% behind 1000 requests.',
    ],
    [
      'with spaces',
      ['The rate was ', canary, ' behind ', requests, ' .'],
      'The rate was 9.3% behind 1000 requests.',
    ],
    ['in brackets', ['It failed (', canary, ').'], 'It failed (9.3%).'],
    ['in quotation marks', ['It is “', version, '”.'], 'It is “v2”.'],
    ['as an owner', [version, '’s rate was ', canary, ', as seen.'], 'v2’s rate was 9.3%, as seen.'],
    ['over lines', ['The canary\nwas  watched', '\n.'], 'The canary was watched.'],
  ])('sets spaces around facts %s', (_, paragraph, text) => {
    expect(line(...paragraph)).toEqual({ kind: 'paragraph', text });
  });

  test('shows a comparison as the sentence that code wrote', () => {
    expect(line('The versions ran side by side.', beside)).toEqual({
      kind: 'paragraph',
      text: 'The versions ran side by side. In stage first, error-rate was 9.3% for the canary and 0.1% for stable at their last look together: 9.2 percentage points higher, 93x that of stable.',
    });
  });

  test('takes the place of the sentence that there are no hypotheses', () => {
    const evidence = { ...base, blocks: [...base.blocks, ...noHypotheses] };
    const texts = (hypotheses: string[]) =>
      compose(evidence, { ...drafted([]), hypotheses }, scope, '').blocks.flatMap((block) =>
        block.kind === 'heading' ? [block.text] : [],
      );
    expect(texts([]).filter((text) => text.startsWith('Hypotheses'))).toEqual(['Hypotheses']);
    expect(texts(['A cache was cold.']).filter((text) => text.startsWith('Hypotheses'))).toEqual([
      'Hypotheses (unverified)',
    ]);
  });

  test('stands before code’s blocks where there is nothing to decide, and adds no empty heading', () => {
    const plain = { ...base, blocks: base.blocks.slice(1) };
    expect(compose(plain, drafted([['Watched.']]), scope, '').blocks[0]).toEqual({
      kind: 'heading',
      text: 'Assessment',
    });
    expect(compose(plain, drafted([]), scope, '').blocks).toEqual(plain.blocks);
  });
});
