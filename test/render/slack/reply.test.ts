import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { helpDocument } from '../../../src/core/command/help.ts';
import type { Block, DocumentTree } from '../../../src/core/documents/tree.ts';
import type { Reply } from '../../../src/core/reply.ts';
import { documentFile, documentSummary } from '../../../src/render/slack/document.ts';
import { lineMessage } from '../../../src/render/slack/line.ts';
import { replyMessages } from '../../../src/render/slack/reply.ts';
import { strangerMessage } from '../../../src/render/slack/stranger.ts';
import { aCard, aWaitingCard } from './a-card.ts';
import { arbitraryCard } from './arbitrary-card.ts';
import { refusals, textOf } from './limits.ts';
import { liveParts } from './live.ts';
import { nasty } from './nasty.ts';

const text = fc.oneof(nasty(), nasty(400));
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('heading'), text }),
  fc.record({ kind: fc.constant('paragraph'), text }),
  fc.record({ kind: fc.constant('list'), items: fc.array(text) }),
  fc.record({
    kind: fc.constant('checklist'),
    items: fc.array(fc.record({ text, done: fc.option(fc.boolean()), evidence: fc.option(text) })),
  }),
  fc.record({ kind: fc.constant('facts'), rows: fc.array(fc.record({ name: text, value: text })) }),
  fc.record({
    kind: fc.constant('table'),
    columns: fc.array(nasty(), { minLength: 1, maxLength: 4 }),
    rows: fc.array(fc.array(nasty(), { maxLength: 4 })),
  }),
  fc.record({ kind: fc.constant('code'), lines: fc.array(text) }),
);
const document: fc.Arbitrary<DocumentTree> = fc.record({
  title: text,
  summary: text,
  draftedBy: fc.constantFrom('template', 'model'),
  draftedWhy: text,
  at: fc.constant(1_700_000_000_000),
  blocks: fc.array(block, { maxLength: 12 }),
});
const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.record({ kind: fc.constant('refused'), code: fc.constant('x'), sentence: text }),
  fc.record({ kind: fc.constant('done'), sentence: text, rollout: fc.constant(null) }),
  fc.record({ kind: fc.constant('cards'), sentence: text, cards: fc.array(arbitraryCard, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('document'), tree: document }),
);

const plainDocument: DocumentTree = {
  title: 'Report: shop v2',
  summary: 'v2 serves everybody.',
  draftedBy: 'template',
  draftedWhy: 'Written from the log.',
  at: 1_700_000_000_000,
  blocks: [],
};

describe('an answer on Slack', () => {
  it('is at most five messages, each within the limits and nothing in them live', () => {
    fc.assert(
      fc.property(reply, (said) => {
        const { messages } = replyMessages(said);
        expect(messages.length).toBeGreaterThan(0);
        expect(messages.length).toBeLessThanOrEqual(5);
        for (const message of messages) {
          expect(refusals(message)).toEqual([]);
          expect(liveParts(message)).toEqual([]);
        }
      }),
      { numRuns: 80, endOnFailure: true },
    );
  });

  it('shows a refusal and what was done as one sentence with a mark', () => {
    const refused = replyMessages({ kind: 'refused', code: 'x', sentence: 'No. Nothing was changed.' });
    expect(textOf(refused.messages)).toContain('No. Nothing was changed.');
    expect(JSON.stringify(refused.messages)).toContain('no_entry_sign');
    const done = replyMessages({ kind: 'done', sentence: 'v2 was paused.', rollout: null });
    expect(JSON.stringify(done.messages)).toContain('white_check_mark');
  });

  it('shows as code what stands between backticks in a sentence, and no backtick', () => {
    const sentence = '`shop` has no version `v9`. Type `/belay status`.';
    const [message] = replyMessages({ kind: 'refused', code: 'x', sentence }).messages;
    const shown = JSON.stringify(message);
    for (const code of ['shop', 'v9', '/belay status']) {
      expect(shown).toContain(JSON.stringify({ type: 'text', text: code, style: { code: true } }));
    }
    expect(shown).toContain('{"type":"text","text":" has no version "}');
    expect(shown).not.toContain('`');
    expect(message?.text).toBe('⛔ shop has no version v9. Type /belay status.');
    expect(textOf(lineMessage('One ` alone, ``two`` and ` another').blocks)).toContain(
      'One ` alone, ``two``',
    );
  });

  it('shows one rollout as its card with buttons and several as a list without', () => {
    const one = replyMessages({ kind: 'cards', sentence: 'shop: stable is v1.', cards: [aCard()] });
    expect(JSON.stringify(one)).toContain('"type":"button"');
    const past = replyMessages({ kind: 'cards', sentence: 'Nothing is live.', cards: [aCard()], past: true });
    expect(JSON.stringify(past)).not.toContain('"type":"button"');
    expect(textOf(past.messages)).toContain(aCard().rollout);
    const two = replyMessages({ kind: 'cards', sentence: '2 rollouts.', cards: [aCard(), aWaitingCard()] });
    expect(JSON.stringify(two)).not.toContain('"type":"button"');
    expect(textOf(two.messages)).toContain('waiting for approval');
  });

  it('shows help in one message', () => {
    const tree = helpDocument(
      commands.map(({ spec }) => spec),
      null,
      0,
    );
    const { messages, file } = replyMessages({ kind: 'document', tree });
    expect(messages).toHaveLength(1);
    expect(file).toBeNull();
    for (const { spec } of commands) expect(textOf(messages)).toContain(spec.name);
  });

  it('shows all of a long document over several messages', () => {
    const items = Array.from({ length: 120 }, (_, index) => `item ${index} ${'word '.repeat(20)}`.trim());
    const tree = { ...plainDocument, blocks: [{ kind: 'list' as const, items }] };
    const { messages, file } = replyMessages({ kind: 'document', tree });
    expect(messages.length).toBeGreaterThan(1);
    expect(file).toBeNull();
    for (const item of items) expect(textOf(messages.map(({ blocks }) => blocks))).toContain(item);
  });

  it('gives what is longer than that as a file, whole', () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `line ${index} of a very long log`);
    const tree = { ...plainDocument, blocks: [{ kind: 'code' as const, lines }] };
    const { messages, file } = replyMessages({ kind: 'document', tree });
    expect(messages).toHaveLength(1);
    expect(textOf(messages)).toContain('v2 serves everybody.');
    for (const line of lines) expect(file?.content).toContain(line);
    const many = Array.from({ length: 300 }, () => aCard());
    const list = replyMessages({ kind: 'cards', sentence: 'Many.', cards: many });
    expect(list.messages.length).toBeLessThanOrEqual(5);
    expect(list.file?.content.match(/r-0123456789/g)).toHaveLength(300);
  });
});

describe('a document on Slack', () => {
  it('is a summary, and a text file with all of it', () => {
    fc.assert(
      fc.property(document, (tree) => {
        const summary = documentSummary(tree);
        expect(refusals(summary)).toEqual([]);
        expect(liveParts(summary)).toEqual([]);
        expect(documentFile(tree).name).toMatch(/^[a-z0-9][a-z0-9-]*\.txt$/);
      }),
      { numRuns: 60, endOnFailure: true },
    );
    expect(documentFile(plainDocument)).toMatchObject({
      name: 'report-shop-v2.txt',
      title: 'Report: shop v2',
    });
    expect(documentFile(plainDocument).content).toContain('\nv2 serves everybody.\n');
    const typed = { ...plainDocument, summary: '“<!here> http://127.0.0.1:8080/a_b”' };
    expect(documentFile(typed).content).toContain('\n“<!here> http://127.0.0.1:8080/a_b”\n');
  });
});

it('a stranger reads what lets them in, as something that can be copied', () => {
  const { text: notice, blocks } = strangerMessage('T0SHOP/U0ADA');
  const line = 'accounts: { slack: T0SHOP/U0ADA }';
  expect(notice).toContain('T0SHOP/U0ADA');
  expect(JSON.stringify(blocks)).toContain(
    JSON.stringify({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: line }] }),
  );
  expect(JSON.stringify(blocks)).not.toContain('`');
  expect(refusals({ text: notice, blocks })).toEqual([]);
});
