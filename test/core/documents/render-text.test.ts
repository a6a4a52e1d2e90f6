import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checklist } from '../../../src/core/documents/checklist.ts';
import { renderText } from '../../../src/core/documents/render-text.ts';
import { report } from '../../../src/core/documents/report.ts';
import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import { aRollout } from '../../builders/rollout.ts';
import { badStory } from '../../builders/story.ts';

const empty: DocumentTree = {
  title: 'T',
  summary: 'S.',
  draftedBy: 'template',
  draftedWhy: 'Because.',
  at: 0,
  blocks: [],
};

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => Array.from(line).length));
}

describe('terminal text', () => {
  test('fits 100 columns', () => {
    const rollout = fold(badStory()) ?? aRollout();
    for (const tree of [report(rollout, badStory()), checklist(rollout, 0)]) {
      expect(widest(renderText(tree))).toBeLessThanOrEqual(100);
    }
  });

  test('aligns the columns of a table and wraps the widest', () => {
    const table = {
      kind: 'table' as const,
      columns: ['a', 'what'],
      rows: [
        ['1', 'a rather long cell'],
        ['22', 'short'],
      ],
    };
    expect(
      renderText({ ...empty, blocks: [table] }, 16)
        .split('\n')
        .slice(5, 10),
    ).toEqual(['a   what', '──  ────────────', '1   a rather', '    long cell', '22  short']);
  });

  test('marks what only people can tick', () => {
    const items = [
      { text: 'seen', done: true, evidence: 'here' },
      { text: 'open', done: false, evidence: null },
      { text: 'asked', done: null, evidence: null },
    ];
    expect(renderText({ ...empty, blocks: [{ kind: 'checklist', items }] })).toContain(
      '[x] seen (here)\n[ ] open\n[?] asked\n',
    );
  });

  test('never lets a control character through', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(text, text, (one, two) => {
        const blocks: DocumentTree['blocks'] = [
          { kind: 'paragraph', text: one },
          { kind: 'table', columns: [one], rows: [[two, one]] },
          { kind: 'facts', rows: [{ name: 'n', value: two }] },
          { kind: 'code', lines: [one] },
        ];
        expect(renderText({ ...empty, title: two, blocks }).replaceAll('\n', '')).not.toMatch(
          /[\p{Cc}\p{Cf}]/u,
        );
      }),
    );
  });
});
