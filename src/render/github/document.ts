import { renderMarkdown, renderMarkdownBody } from '../../core/documents/render-markdown.ts';
import type { DocumentTree } from '../../core/documents/tree.ts';
import { htmlText } from './markdown.ts';
import { splitDocument } from './split-document.ts';

/** A document folded under its title, which is not said again below it. */
export function foldedDocument(tree: DocumentTree): string {
  return `<details><summary>${htmlText(tree.title)}</summary>\n\n${renderMarkdownBody(tree, 3)}\n</details>`;
}

/** A document as comments of at most `limit` characters each, in their order; nothing is left out. */
export function documentComments(tree: DocumentTree, limit: number): readonly string[] {
  const whole = renderMarkdown(tree);
  if (whole.length <= limit) return [whole];
  const parts = splitDocument(tree, (part) => renderMarkdown(part).length, limit);
  return parts.map((part) => renderMarkdown(part));
}
