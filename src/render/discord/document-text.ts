import { textTable } from '../../core/documents/text-table.ts';
import type { Block, DocumentTree } from '../../core/documents/tree.ts';
import { plainLine } from '../../core/prose.ts';
import { codeBlock, escapeDiscord, prose } from './escape.ts';

/** Wide enough for most tables, narrow enough for a phone held upright to scroll little. */
const tableWidth = 60;

/** A document as Discord's Markdown. Discord knows no tables: they stand in letters of equal width. */
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
      return block.rows.map(({ name, value }) => `- **${escapeDiscord(name)}** ${prose(value)}`).join('\n');
    case 'table':
      return codeBlock(
        textTable(
          block.columns.map(plainLine),
          block.rows.map((row) => row.map(plainLine)),
          tableWidth,
        ),
      );
    case 'code':
      return codeBlock(block.lines);
  }
}

function checkbox({ text, done, evidence }: Extract<Block, { kind: 'checklist' }>['items'][number]): string {
  const seen = evidence === null ? '' : ` (${prose(evidence)})`;
  return `${done === true ? '✅' : '⬜'} ${prose(text)}${seen}`;
}
