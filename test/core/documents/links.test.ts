import { expect, test } from 'vitest';
import { documentLines } from '../../../handlers/cli/print-document.ts';
import { renderMarkdown } from '../../../src/core/documents/render-markdown.ts';
import { renderText } from '../../../src/core/documents/render-text.ts';
import { DocumentTree } from '../../../src/core/documents/tree.ts';
import { documentText } from '../../../src/render/discord/document-text.ts';
import { documentMessages } from '../../../src/render/slack/document.ts';

const link =
  'http://prometheus:9090/graph?g0.expr=sum%28rate%28hits%7Bversion%3D%22v2%22%7D%5B1m%5D%29%29&g0.tab=0';

const tree = DocumentTree.parse({
  title: 'Why',
  summary: 'Because.',
  draftedBy: 'template',
  draftedWhy: 'read',
  at: 0,
  blocks: [{ kind: 'facts', rows: [{ name: 'Look it up', value: 'a [page]', link }] }],
});

test('where links can be shown, what is said leads there', () => {
  expect(renderMarkdown(tree)).toContain(`| Look it up | [a \\[page\\]](${link}) |`);
  expect(documentText(tree)).toContain(`- **Look it up** [a \\[page\\]](<${link}>)`);
  expect(JSON.stringify(documentMessages(tree))).toContain(
    JSON.stringify({ type: 'link', url: link, text: 'a [page]', style: {} }),
  );
});

test('where they cannot, the address stands whole on a line of its own', () => {
  const paint = (_: unknown, text: string) => text;
  expect(renderText(tree, 40).split('\n')).toContain(link);
  expect(documentLines(tree, { paint, now: 0, width: 40 }).map((line) => line.trim())).toContain(link);
});

test('a document holds no link that is no page', () => {
  const evil = {
    ...tree,
    blocks: [{ kind: 'facts', rows: [{ name: 'a', value: 'b', link: 'javascript:alert(1)' }] }],
  };
  expect(DocumentTree.safeParse(evil).success).toBe(false);
});
