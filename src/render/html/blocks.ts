import { decisionWords } from '../../core/documents/outcome.ts';
import type { Block } from '../../core/documents/tree.ts';
import { webLink } from '../../core/web-link.ts';
import { escapeCode, escapeHtml } from './escape.ts';

/** One piece of a document as HTML. Everything in the tree is text: none of it can become markup. */
export function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${escapeHtml(block.text)}</h2>`;
    case 'paragraph':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'checklist':
      return `<ul class="checklist">${block.items.map(boxHtml).join('')}</ul>`;
    case 'facts':
      return `<dl>${block.rows.map(factHtml).join('')}</dl>`;
    case 'table':
      return tableHtml(block.columns, block.rows);
    case 'code':
      return `<pre><code>${block.lines.map(escapeCode).join('\n')}</code></pre>`;
    case 'decision':
      return `<div class="decision ${block.outcome}"><strong>${decisionWords(block)}</strong><p>${escapeHtml(block.sentence)}</p></div>`;
    case 'quote':
      return `<figure class="quote"><blockquote>${escapeHtml(block.text)}</blockquote><figcaption>${escapeHtml(block.source)}, unverified</figcaption></figure>`;
  }
}

function boxHtml({ text, done, evidence }: Extract<Block, { kind: 'checklist' }>['items'][number]): string {
  const { mark, name, said } = boxOf(done);
  const seen = evidence === null ? '' : `<small>${escapeHtml(evidence)}</small>`;
  return `<li class="${name}"><span role="img" aria-label="${said}">${mark}</span><div>${escapeHtml(text)}${seen}</div></li>`;
}

function boxOf(done: boolean | null) {
  if (done === null) return { mark: '☐', name: 'open', said: 'for a person to tick' };
  return done ? { mark: '☑', name: 'done', said: 'done' } : { mark: '☒', name: 'undone', said: 'not done' };
}

function factHtml({ name, value, link }: Extract<Block, { kind: 'facts' }>['rows'][number]): string {
  const shown = escapeHtml(value);
  const safe = webLink(link);
  const told = safe === null ? shown : `<a href="${escapeHtml(safe)}" rel="noopener noreferrer">${shown}</a>`;
  return `<div><dt>${escapeHtml(name)}</dt><dd>${told}</dd></div>`;
}

function tableHtml(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`);
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
