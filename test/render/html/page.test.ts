import fc from 'fast-check';
import { expect, test } from 'vitest';
import { report } from '../../../src/core/documents/report.ts';
import type { Block, DocumentTree } from '../../../src/core/documents/tree.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import { documentPage } from '../../../src/render/html/page.ts';
import { badStory } from '../../builders/story.ts';

const png = 'iVBORw0KGgo=';

function aTree(blocks: readonly Block[], overrides: Partial<DocumentTree> = {}): DocumentTree {
  return {
    title: 'T',
    summary: 'S',
    draftedBy: 'model',
    draftedWhy: 'every gate passed',
    at: Date.UTC(2026, 2, 2, 12),
    blocks: [...blocks],
    ...overrides,
  };
}

test('a report is one whole page that fetches nothing and runs nothing', () => {
  const story = badStory();
  const rollout = fold(story);
  if (rollout === null) throw new TypeError('a story');
  const page = documentPage(report(rollout, story), { png, alt: 'Canary v2 against stable v1.' });
  expect(page).toContain('<h1>Report: api v2 to production</h1>');
  expect(page).toContain('<h2>Rollback</h2>');
  expect(page).toContain(`src="data:image/png;base64,${png}" alt="Canary v2 against stable v1."`);
  expect(page).toContain('Drafted by Belay, without a model');
  expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(|src="http/i);
});

test('the chart comes after what the document says first', () => {
  const blocks: Block[] = ['One', 'Two', 'Three'].map((text) => ({ kind: 'heading', text }));
  const page = documentPage(aTree(blocks), { png, alt: 'seen' });
  const order = ['<h2>One', '<img', '<h2>Two'].map((part) => page.indexOf(part));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
});

test('a decision is said in words and told apart by its kind, a quote says that it is unverified', () => {
  const page = documentPage(
    aTree([
      { kind: 'decision', outcome: 'roll_back', sentence: 'Now.' },
      { kind: 'quote', source: 'pull request', text: 'All is <b>safe</b>.' },
    ]),
    null,
  );
  expect(page).toContain('class="decision roll_back"><strong>ROLL BACK</strong><p>Now.</p>');
  expect(page).toContain('All is &lt;b&gt;safe&lt;/b&gt;.');
  expect(page).toContain('pull request, unverified');
});

test('only addresses of the web are links', () => {
  const rows = [
    { name: 'a', value: 'v', link: 'https://example.com/?a="b"&c' },
    { name: 'b', value: 'v', link: 'javascript:alert(1)' },
  ];
  const page = documentPage(aTree([{ kind: 'facts', rows }]), null);
  expect(page.match(/<a /g)).toHaveLength(1);
  expect(page).not.toContain('javascript:');
});

test('no text becomes markup, wherever it stands', () => {
  const nasty = fc
    .array(fc.constantFrom('<', '>', '"', "'", '&', 'script', '</style>', '<!--', 'x', ' ', '\u202E'), {
      minLength: 1,
      maxLength: 12,
    })
    .map((parts) => parts.join(''));
  const plain = documentPage(wholeOf('x'), { png, alt: 'x' });
  fc.assert(
    fc.property(nasty, (text) => {
      const page = documentPage(wholeOf(text), { png, alt: text });
      expect(tagsOf(page)).toEqual(tagsOf(plain));
      expect(page).not.toContain('\u202E');
    }),
    { numRuns: 60 },
  );
});

/** Every kind of block with one text everywhere. */
function wholeOf(text: string): DocumentTree {
  const blocks: Block[] = [
    { kind: 'heading', text },
    { kind: 'paragraph', text },
    { kind: 'list', items: [text] },
    { kind: 'checklist', items: [{ text, done: true, evidence: text }] },
    { kind: 'facts', rows: [{ name: text, value: text, link: 'https://example.com' }] },
    { kind: 'table', columns: [text], rows: [[text]] },
    { kind: 'code', lines: [text] },
    { kind: 'decision', outcome: 'hold', sentence: text },
    { kind: 'quote', source: text, text },
  ];
  return aTree(blocks, { title: text, summary: text, draftedWhy: text });
}

function tagsOf(page: string): readonly string[] {
  return (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/alt="[^"]*"/, 'alt=""'));
}
