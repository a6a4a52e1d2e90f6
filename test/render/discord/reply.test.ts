import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import { documentMessage } from '../../../src/render/discord/document.ts';
import { lineMessage, replyMessage } from '../../../src/render/discord/reply.ts';
import { aCard } from './a-card.ts';
import { arbitraryCard } from './arbitrary-card.ts';
import { liveIn } from './live.ts';
import { measure, tooMuch } from './measure.ts';
import { nasty } from './nasty.ts';

const text = nasty(300);
const rollout = aCard().rollout;
const block = fc.oneof(
  fc.record({ kind: fc.constant('heading' as const), text }),
  fc.record({ kind: fc.constant('paragraph' as const), text }),
  fc.record({ kind: fc.constant('list' as const), items: fc.array(text) }),
  fc.record({ kind: fc.constant('facts' as const), rows: fc.array(fc.record({ name: text, value: text })) }),
  fc.record({ kind: fc.constant('table' as const), columns: fc.array(text), rows: fc.array(fc.array(text)) }),
  fc.record({ kind: fc.constant('code' as const), lines: fc.array(text) }),
);
const tree: fc.Arbitrary<DocumentTree> = fc.record({
  title: text,
  summary: text,
  draftedBy: fc.constant('template' as const),
  draftedWhy: text,
  at: fc.constant(1_700_000_000_000),
  blocks: fc.array(block, { maxLength: 12 }),
});

test('no answer is more than Discord takes', () => {
  fc.assert(
    fc.property(text, fc.array(arbitraryCard, { maxLength: 6 }), (sentence, cards) => {
      expect(tooMuch(replyMessage({ kind: 'cards', sentence: `x${sentence}`, cards }))).toEqual([]);
      expect(tooMuch(replyMessage({ kind: 'done', sentence, rollout }))).toEqual([]);
      expect(tooMuch(lineMessage(`x${sentence}`))).toEqual([]);
    }),
    { numRuns: 15 },
  );
  fc.assert(
    fc.property(tree, (document) => {
      expect(tooMuch(replyMessage({ kind: 'document', tree: document }))).toEqual([]);
      expect(tooMuch(documentMessage(document, { png: new Uint8Array(3), alt: 'x'.repeat(2000) }))).toEqual(
        [],
      );
    }),
    { numRuns: 25 },
  );
});

test('nothing in a sentence is live', () => {
  fc.assert(
    fc.property(text, (sentence) => {
      const { content = '' } = replyMessage({ kind: 'refused', code: 'x', sentence }).body;
      expect(liveIn(content.replace(/\n-# The whole text is in the file\.$/, ''))).toEqual([]);
    }),
  );
});

test('a sentence too long for a message goes along whole, as a file', () => {
  const sentence = `${'long '.repeat(900)}end`;
  const { body, files } = replyMessage({ kind: 'refused', code: 'x', sentence });
  expect(body.content).toContain('The whole text is in the file.');
  expect(files).toMatchObject([{ name: 'whole-text.txt', data: sentence }]);
  expect(body.attachments).toEqual([{ id: 0, filename: 'whole-text.txt' }]);
});

test('one card is answered with its buttons, several without', () => {
  const one = replyMessage({ kind: 'cards', sentence: 'One.', cards: [aCard()] });
  const past = replyMessage({ kind: 'cards', sentence: 'Nothing is live.', cards: [aCard()], past: true });
  expect(JSON.stringify(past)).not.toContain('custom_id');
  expect(JSON.stringify(past)).toContain(aCard().rollout);
  const two = replyMessage({ kind: 'cards', sentence: 'Two.', cards: [aCard(), aCard()] });
  expect(measure(one).ids).toHaveLength(3);
  expect(measure(two).ids).toEqual([]);
  expect(measure(two).text.join('\n')).toContain(
    '**checkout v2.3.0 → production** observing · `r-0123456789`',
  );
});

test('a card that had to be shortened comes with everything in a file', () => {
  const checks = Array.from({ length: 90 }, (_, index) => ({
    label: `check-${index}`,
    value: '1',
    stable: '',
    rule: 'x > 1',
    tone: 'bad',
    sentence: `sentence ${index}`,
  }));
  const { files } = replyMessage({ kind: 'cards', sentence: '', cards: [aCard({ checks })] });
  expect(String(files[0]?.data)).toContain('sentence 89');
});

test('a list too long for a message is in the file, every card of it', () => {
  const cards = Array.from({ length: 40 }, (_, index) => aCard({ title: `rollout ${index}` }));
  const { files } = replyMessage({ kind: 'cards', sentence: 'Forty.', cards });
  expect(String(files[0]?.data).match(/^rollout \d+/gm)).toHaveLength(40);
});

test('a short document is read on the spot, a long one is a file', () => {
  const short = {
    title: 'Help',
    summary: 'What one can say.',
    draftedBy: 'template',
    draftedWhy: '',
    at: 0,
  } as const;
  const table = { kind: 'table' as const, columns: ['a', 'b'], rows: [['1', '2']] };
  const answer = replyMessage({ kind: 'document', tree: { ...short, blocks: [table] } });
  expect(answer.files).toEqual([]);
  expect(measure(answer).text[0]).toContain('### Help\nWhat one can say.\n\n```\na  b\n─  ─\n1  2\n```');
  const long = { kind: 'paragraph' as const, text: 'word '.repeat(1000) };
  const filed = replyMessage({ kind: 'document', tree: { ...short, blocks: [long] } });
  expect(filed.files).toMatchObject([{ name: 'help.txt', data: expect.stringContaining('word word') }]);
});

test('the chart of a document is shown with words for those who do not see it', () => {
  const document = {
    title: 'Report',
    summary: 'It went well.',
    draftedBy: 'template',
    draftedWhy: '',
    at: 0,
    blocks: [],
  } as const;
  const { body, files } = documentMessage(
    { ...document, blocks: [] },
    { png: new Uint8Array([1]), alt: 'A line rises.' },
  );
  expect(files.map(({ name }) => name)).toEqual(['report.txt', 'chart.png']);
  expect(JSON.stringify(body.components)).toContain(
    '"url":"attachment://chart.png"},"description":"A line rises."',
  );
});
