import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Block, DocumentTree } from '../../../src/core/documents/tree.ts';
import { documentComments, foldedDocument } from '../../../src/render/github/document.ts';
import { noon } from '../../builders/rollout.ts';
import { hostile, markup } from './markup.ts';

function aDocument(blocks: Block[], title = 'Report'): DocumentTree {
  return {
    title,
    summary: 'It went well.',
    draftedBy: 'template',
    draftedWhy: 'No model.',
    at: noon,
    blocks,
  };
}

describe('a document as comments', () => {
  test('is one comment when it fits', () => {
    expect(documentComments(aDocument([{ kind: 'paragraph', text: 'short' }]), 1000)).toHaveLength(1);
  });

  test('is split, never cut: every row, line and word is in one of the parts', () => {
    const rows = Array.from({ length: 300 }, (_, index) => [`row${index}`, '#'.repeat(40)]);
    const parts = documentComments(
      aDocument([
        { kind: 'heading', text: 'Figures' },
        { kind: 'table', columns: ['name', 'what'], rows },
        { kind: 'code', lines: Array.from({ length: 300 }, (_, index) => `code${index}`) },
        { kind: 'paragraph', text: Array.from({ length: 3000 }, (_, index) => `w${index}`).join(' ') },
      ]),
      8000,
    );
    const all = parts.join('\n');
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(8000);
    for (let index = 0; index < 300; index += 1) {
      expect(all).toContain(`row${index} |`);
      expect(all).toContain(`code${index}\n`);
    }
    expect(all.match(/w\d+/g)?.length).toBeGreaterThanOrEqual(3000);
    expect(parts[0]).toContain(`(part 1 of ${parts.length})`);
  });

  test('no part is too long, whatever stands in it', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 100 }), (text, times) => {
        const long = text.repeat(times);
        const parts = documentComments(
          aDocument(
            [
              { kind: 'paragraph', text: long },
              { kind: 'list', items: [long, 'b'] },
              { kind: 'table', columns: ['a', 'b'], rows: [[long, text]] },
              { kind: 'code', lines: [long] },
            ],
            long,
          ),
          8000,
        );
        expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(8000);
      }),
      { numRuns: 8 },
    );
  });

  test('folded it says its title once and has no heading above the third level', () => {
    const folded = foldedDocument(aDocument([{ kind: 'heading', text: 'Stages' }], 'Checklist: shop'));
    expect(folded).toMatch(/^<details><summary>Checklist: shop<\/summary>\n\n\*\*It went well\.\*\*\n/);
    expect(folded.match(/Checklist: shop/g)).toHaveLength(1);
    expect(folded.match(/^#+ .*$/gm)).toEqual(['### Stages']);
  });

  test('evidence follows a box in parentheses, whether or not its text ends with a full stop', () => {
    const items = [
      { text: 'The plan is frozen.', done: true, evidence: 'plan 5ef3' },
      { text: 'Somebody can be reached.', done: null, evidence: null },
    ];
    expect(foldedDocument(aDocument([{ kind: 'checklist', items }]))).toContain(
      '\n- [x] The plan is frozen. (plan 5ef3)\n- [ ] Somebody can be reached.\n',
    );
  });

  test('no title breaks out of its fold', () => {
    const tame = markup(foldedDocument(aDocument([], 'word')));
    fc.assert(
      fc.property(hostile, (text) => {
        const folded = foldedDocument(aDocument([], text));
        expect(markup(folded)).toBe(tame);
        expect(folded.split('\n')[0]).not.toMatch(/@(?!&#8203;)|(?<!&)#\d|GH-\d|:\/\/|www\./i);
      }),
      { numRuns: 200 },
    );
  });
});
