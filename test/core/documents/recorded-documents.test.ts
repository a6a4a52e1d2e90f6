import { describe, expect, it } from 'vitest';
import { baseOf } from '../../../src/core/documents/base-of.ts';
import { factBook } from '../../../src/core/documents/facts/fact-book.ts';
import { traceNumerals } from '../../../src/core/documents/gates/trace-numerals.ts';
import type { DocumentKind } from '../../../src/core/documents/kinds.ts';
import { renderText } from '../../../src/core/documents/render-text.ts';
import type { Block, DocumentTree } from '../../../src/core/documents/tree.ts';
import { type RecordedRollout, recordedName, recordedRollouts } from '../../recorded/read-recorded.ts';

/** The parts of each kind that are tried on every recorded rollout. */
const parts: readonly (readonly [DocumentKind, string])[] = [
  ['checklist', ''],
  ['go-no-go', 'gate-1'],
  ['stage-report', 'stage-1'],
  ['stage-report', 'stage-2'],
  ['stage-report', 'stage-3'],
  ['incident', ''],
  ['root-cause', ''],
  ['comparison', ''],
  ['report', ''],
];

function written(
  { rollout, events }: RecordedRollout,
  kind: DocumentKind,
  part: string,
): DocumentTree | null {
  const now = (events.at(-1)?.at ?? 0) + 4000;
  return baseOf(kind, part, { rollout, events, now, personName: recordedName, checkpoint: null });
}

const recorded = recordedRollouts();
const documents = recorded.flatMap((one) =>
  parts.flatMap(([kind, part]) => {
    const tree = written(one, kind, part);
    return tree === null ? [] : [{ name: `${one.name} ${kind} ${part}`.trim(), kind, part, tree, one }];
  }),
);

describe('documents of recorded rollouts', () => {
  it.each(recorded)('are kept to be read: $name', async (one) => {
    const trees = parts.flatMap(([kind, part]) => written(one, kind, part) ?? []);
    const text = trees.map((tree) => renderText(tree, 120)).join(`\n${'═'.repeat(120)}\n\n`);
    await expect(text).toMatchFileSnapshot(`../../recorded/documents/${one.name}.txt`);
  });

  it('show nothing that code could not say', () => {
    for (const { name, tree } of documents) {
      const text = renderText(tree, 4000);
      expect(text, name).not.toMatch(/undefined|null|NaN|Infinity|\[object| {2,}\./);
      expect(text, name).not.toMatch(/\.\.(?!\.)|,,|: \.|“”/);
    }
  });

  it('show no numeral that the book of facts does not hold', () => {
    let total = 0;
    for (const { name, tree, one } of documents) {
      const now = (one.events.at(-1)?.at ?? 0) + 4000;
      const book = factBook(one.rollout, one.events, { now, personName: recordedName });
      const found = traceNumerals(renderText(tree, 4000), book);
      expect(found.untraced, name).toEqual([]);
      total += found.total;
    }
    expect(total).toBeGreaterThan(5000);
  });

  it('have no section without content, and no heading twice', () => {
    for (const { name, tree } of documents) {
      const headings = tree.blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []));
      expect(new Set(headings).size, name).toBe(headings.length);
      for (const [index, block] of tree.blocks.entries()) {
        const next = tree.blocks[index + 1];
        if (block.kind === 'heading')
          expect(next?.kind ?? 'heading', `${name}: ${block.text}`).not.toBe('heading');
        expect(isEmpty(block), `${name}: ${block.kind} ${index}`).toBe(false);
      }
    }
  });

  it('say no sentence twice', () => {
    for (const { name, tree } of documents) {
      const sentences = tree.blocks.flatMap((block) => {
        if (block.kind === 'paragraph') return [block.text];
        return block.kind === 'list' ? block.items : [];
      });
      expect(new Set(sentences).size, name).toBe(sentences.length);
    }
  });

  it('are written only where there is something to write about', () => {
    const kinds = (rollout: string) =>
      documents.filter(({ one }) => one.name === rollout).map(({ kind, part }) => `${kind} ${part}`.trim());
    expect(kinds('cancelled')).toEqual(['checklist', 'report']);
    expect(kinds('latency-rolled-back')).toEqual([
      'checklist',
      'stage-report stage-1',
      'incident',
      'root-cause',
      'comparison',
      'report',
    ]);
    expect(kinds('healthy')).toContain('go-no-go gate-1');
    expect(kinds('healthy')).not.toContain('incident');
  });

  it('have no part that nobody knows', () => {
    const one = recorded.find(({ name }) => name === 'healthy');
    if (one === undefined) throw new Error('there is no healthy rollout');
    for (const part of ['gate-2', 'gate-0', 'gate-1x', 'stage-1', '../gate-1'])
      expect(written(one, 'go-no-go', part), part).toBeNull();
    for (const part of ['', 'stage-4', 'stage-0', 'gate-1'])
      expect(written(one, 'stage-report', part), part).toBeNull();
  });
});

function isEmpty(block: Block): boolean {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'quote':
      return block.text.trim() === '';
    case 'list':
    case 'checklist':
      return block.items.length === 0;
    case 'facts':
    case 'table':
      return block.rows.length === 0;
    case 'code':
      return block.lines.length === 0;
    case 'decision':
      return block.sentence.trim() === '';
  }
}
