import { decisionWords } from '../../core/documents/outcome.ts';
import { phoneTable } from '../../core/documents/phone-table.ts';
import type { Block, DocumentTree } from '../../core/documents/tree.ts';
import { plainLine } from '../../core/prose.ts';
import { codeBlock, escapeDiscord, linked, prose } from './escape.ts';

/** A document as Discord's Markdown. Discord knows no tables: narrow ones stand in letters of equal width. */
export function documentText(tree: DocumentTree): string {
  const parts = [titleText(tree), ...tree.blocks.map(blockText)];
  return parts.filter((part) => part !== '').join('\n\n');
}

export function titleText({ title, summary }: DocumentTree): string {
  return `### ${escapeDiscord(title)}\n${prose(summary)}`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `**${escapeDiscord(block.text)}**`;
    case 'paragraph':
      return prose(block.text);
    case 'list':
      return block.items.map((text) => `- ${prose(text)}`).join('\n');
    case 'checklist':
      return block.items.map(checkbox).join('\n');
    case 'facts':
      return block.rows
        .map(({ name, value, link }) => {
          const shown = link === undefined ? prose(value) : linked(escapeDiscord(value), link);
          return `- **${escapeDiscord(name)}** ${shown}`;
        })
        .join('\n');
    case 'table':
      return tableText(block);
    case 'code':
      return codeBlock(block.lines);
    case 'decision':
      return `**${escapeDiscord(decisionWords(block))}** ${prose(block.sentence)}`;
    case 'quote':
      return `*${escapeDiscord(block.source)}, unverified:*\n> ${prose(block.text)}`;
  }
}

function tableText({ columns, rows }: Extract<Block, { kind: 'table' }>): string {
  const table = phoneTable(
    columns.map(plainLine),
    rows.map((row) => row.map(plainLine)),
  );
  if (table.kind === 'aligned') return codeBlock(table.lines);
  return table.items
    .map(({ name, rest }) => `- **${escapeDiscord(name)}** ${prose(rest)}`.trimEnd())
    .join('\n');
}

function checkbox({ text, done, evidence }: Extract<Block, { kind: 'checklist' }>['items'][number]): string {
  const seen = evidence === null ? '' : ` (${prose(evidence)})`;
  return `${done === true ? '✅' : '⬜'} ${prose(text)}${seen}`;
}
