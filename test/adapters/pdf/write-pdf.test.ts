import fc from 'fast-check';
import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import { describe, expect, test } from 'vitest';
import { createDrawPdf } from '../../../src/adapters/pdf/draw-pdf.ts';
import { writePdf } from '../../../src/adapters/pdf/write-pdf.ts';
import { outcomeWords } from '../../../src/core/documents/outcome.ts';
import { report } from '../../../src/core/documents/report.ts';
import { Block, type DocumentTree } from '../../../src/core/documents/tree.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import { badStory } from '../../builders/story.ts';
import { aPng } from './a-png.ts';

const at = Date.UTC(2026, 2, 2, 12);

function aTree(blocks: readonly Block[], overrides: Partial<DocumentTree> = {}): DocumentTree {
  return {
    title: 'Report: shop v2 to production',
    summary: 'shop v2 serves everybody.',
    draftedBy: 'template',
    draftedWhy: 'Written from the recorded events alone.',
    at,
    blocks: [...blocks],
    ...overrides,
  };
}

/** Text of each page. unpdf takes the bytes it is given away. */
async function pagesOf(pdf: Uint8Array): Promise<readonly string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false });
  return text.map((page) => page.replaceAll(/\s+/g, ' '));
}

interface Placed {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

async function placed(pdf: Uint8Array): Promise<readonly Placed[]> {
  const file = await getDocumentProxy(new Uint8Array(pdf));
  const found: Placed[] = [];
  for (let number = 1; number <= file.numPages; number += 1) {
    const { items } = await (await file.getPage(number)).getTextContent();
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const [, , , , x = 0, y = 0] = item.transform as number[];
      found.push({ text: item.str, left: x, right: x + item.width, bottom: y });
    }
  }
  return found;
}

function strays(items: readonly Placed[]): readonly Placed[] {
  return items.filter(({ left, right, bottom }) => left < 55 || right > 541 || bottom < 28 || bottom > 800);
}

describe('a report as PDF', () => {
  const story = badStory();
  const rollout = fold(story);
  if (rollout === null) throw new TypeError('a story');
  const tree = report(rollout, story);

  test('says everything the report says, who wrote it and why, on numbered pages', async () => {
    const pages = await pagesOf(await writePdf(tree, null));
    const all = pages.join(' ');
    expect(all).toContain(tree.title);
    expect(all).toContain('“faster checkout”');
    for (const block of tree.blocks) if (block.kind === 'heading') expect(all).toContain(block.text);
    expect(all).toContain(`Drafted by Belay, without a model, 2026-03-02`);
    pages.forEach((page, index) => {
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
    });
  });

  test('has its title, and headings to leap to', async () => {
    const pdf = await writePdf(tree, null);
    const file = await getDocumentProxy(new Uint8Array(pdf));
    expect((await getMeta(file)).info).toMatchObject({ Title: tree.title, Author: 'Belay' });
    const headings = tree.blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []));
    expect((await file.getOutline())?.map(({ title }) => title)).toEqual(headings);
  });

  test('has the chart with what is seen in it', async () => {
    const alt = 'Canary v2 against stable v1.';
    const pages = await pagesOf(await writePdf(tree, { png: aPng(1080, 4000), alt }));
    expect(pages.join(' ')).toContain(alt);
    expect(strays(await placed(await writePdf(tree, { png: aPng(1080, 4000), alt })))).toEqual([]);
  });

  test('is the same file for the same document', async () => {
    const [one, two] = [await writePdf(tree, null), await writePdf(tree, null)];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
  });

  test('is written in a thread of its own, and comes back whole', async () => {
    expect((await pagesOf(await createDrawPdf()(tree, null))).join(' ')).toContain(tree.title);
  });
});

describe('on paper', () => {
  test('each decision is said in words', async () => {
    const outcomes = ['proceed', 'hold', 'roll_back', 'insufficient_data'] as const;
    const blocks = outcomes.map((outcome): Block => ({ kind: 'decision', outcome, sentence: 'So it is.' }));
    const [page] = await pagesOf(await writePdf(aTree(blocks), null));
    for (const outcome of outcomes) expect(page).toContain(outcomeWords[outcome]);
  });

  test('a long table says its head on every page', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => [`metric-${index}`, 'fine']);
    const table: Block = { kind: 'table', columns: ['Metric', 'How it was'], rows };
    const pages = await pagesOf(await writePdf(aTree([table]), null));
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) expect(page).toContain('How it was');
    for (const [name] of rows) expect(pages.join(' ')).toContain(name);
  });

  test('words stay whole in a table of many columns, as long as all of them have room', async () => {
    const columns = [
      'Metric',
      'Canary',
      'Stable',
      'Canary is',
      'Multiple',
      'Versions',
      'Canary worst',
      'Data',
    ];
    const rows = [
      ['error-rate', '0.2%', '0.1%', '0.1 percentage points higher', '2x', 'alike', '0.4%', '3 of 3'],
    ];
    const [page] = await pagesOf(await writePdf(aTree([{ kind: 'table', columns, rows }]), null));
    for (const word of ['error-rate', 'Versions', 'Multiple', 'percentage']) expect(page).toContain(word);
  });

  test('a cell that is longer than a page goes on in the next ones', async () => {
    const words = Array.from({ length: 2500 }, (_, index) => `w${index}`);
    const table: Block = { kind: 'table', columns: ['A', 'B'], rows: [['one', words.join(' ')]] };
    const pages = await pagesOf(await writePdf(aTree([table]), null));
    expect(pages.length).toBeGreaterThan(1);
    const all = pages.join(' ');
    expect(words.filter((word) => !all.includes(word))).toEqual([]);
  });

  test('what the letters do not have, and what is not to be seen, breaks nothing', async () => {
    const odd = 'a\u0007b \u202Eevil \u200Bhidden 🚀 中文 ок';
    const pages = await pagesOf(await writePdf(aTree([{ kind: 'paragraph', text: odd }]), null));
    expect(pages[0]).toContain('ab evil hidden □ □□ ок');
  });

  test('words that are written from the right stand in their order', async () => {
    const tree = aTree([{ kind: 'paragraph', text: 'before שלום עולם after' }]);
    const [page] = await pagesOf(await writePdf(tree, null));
    expect(page).toContain('שלום עולם');
  });

  test('only addresses of the web are links', async () => {
    const rows = [
      { name: 'good', value: 'board', link: 'https://example.com/board' },
      { name: 'bad', value: 'board', link: 'javascript:alert(1)' },
    ];
    const pdf = await writePdf(aTree([{ kind: 'facts', rows }]), null);
    const file = await getDocumentProxy(new Uint8Array(pdf));
    const links = await (await file.getPage(1)).getAnnotations();
    expect(links.map(({ url }) => url)).toEqual(['https://example.com/board']);
  });

  test('nothing ever stands beside or below its page', async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.integer({ min: 1, max: 900 }).map((count) => 'x'.repeat(count)),
      fc.integer({ min: 1, max: 900 }).map((count) => 'word '.repeat(count)),
    );
    const texts = fc.array(text, { maxLength: 4 });
    const block: fc.Arbitrary<Block> = fc.oneof(
      text.map((one): Block => ({ kind: 'heading', text: one })),
      text.map((one): Block => ({ kind: 'paragraph', text: one })),
      texts.map((items): Block => ({ kind: 'list', items })),
      texts.map((lines): Block => ({ kind: 'code', lines })),
      text.map((one): Block => ({ kind: 'quote', source: 'log', text: one })),
      text.map((sentence): Block => ({ kind: 'decision', outcome: 'hold', sentence })),
      fc.tuple(text, text).map(([name, value]): Block => ({ kind: 'facts', rows: [{ name, value }] })),
      texts.map(
        (all): Block => ({
          kind: 'checklist',
          items: all.map((one) => ({ text: one, done: null, evidence: one })),
        }),
      ),
      fc
        .tuple(texts, fc.array(texts, { maxLength: 4 }))
        .map(([columns, rows]): Block => ({ kind: 'table', columns, rows })),
    );
    const trees = fc
      .tuple(text, text, fc.array(block, { maxLength: 8 }))
      .map(([title, summary, blocks]) => aTree(blocks, { title, summary }));
    await fc.assert(
      fc.asyncProperty(trees, async (tree) => {
        expect(Block.array().safeParse(tree.blocks).success).toBe(true);
        expect(strays(await placed(await writePdf(tree, null)))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
