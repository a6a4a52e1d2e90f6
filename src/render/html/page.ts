import { instantText } from '../../core/documents/instant-text.ts';
import type { DocumentTree } from '../../core/documents/tree.ts';
import { blockHtml } from './blocks.ts';
import { escapeHtml } from './escape.ts';
import { style } from './style.ts';

/** A picture in a page: its bytes as base64, and what is seen in it. */
export interface PagePicture {
  readonly png: string;
  readonly alt: string;
}

/** A document as one whole page: it needs no other file, runs no script and can be mailed, kept and printed. */
export function documentPage(tree: DocumentTree, chart: PagePicture | null): string {
  const title = escapeHtml(tree.title);
  const by = tree.draftedBy === 'template' ? 'Belay, without a model' : 'a language model';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<header><h1>${title}</h1><p class="summary">${escapeHtml(tree.summary)}</p></header>
${withChart(tree, chart).join('\n')}
<footer>Drafted by ${by}, <time datetime="${new Date(tree.at).toISOString()}">${instantText(tree.at)}</time>. ${escapeHtml(tree.draftedWhy)}</footer>
</main>
</body>
</html>
`;
}

/** The chart stands before the second heading: after what the document says first. */
function withChart({ blocks }: DocumentTree, chart: PagePicture | null): readonly string[] {
  const html = blocks.map(blockHtml);
  if (chart === null) return html;
  const alt = escapeHtml(chart.alt);
  const picture = `<figure class="chart"><img src="data:image/png;base64,${chart.png}" alt="${alt}"><figcaption>${alt}</figcaption></figure>`;
  const headings = blocks.flatMap(({ kind }, index) => (kind === 'heading' ? [index] : []));
  const at = headings[1] ?? blocks.length;
  return [...html.slice(0, at), picture, ...html.slice(at)];
}
