import type { KnownBlock } from '@slack/types';
import { decisionWords } from '../../core/documents/outcome.ts';
import { phoneTable } from '../../core/documents/phone-table.ts';
import type { Block } from '../../core/documents/tree.ts';
import { plainLine } from '../../core/prose.ts';
import { plain } from './escape.ts';
import { limits } from './limits.ts';
import { packLines, packPreformatted, whole } from './pack.ts';
import { bold, emoji, link, type Piece, text } from './rich-text.ts';

/** One piece of a document as blocks, none of it left out. */
export function documentBlocks(block: Block): readonly KnownBlock[] {
  switch (block.kind) {
    case 'heading':
      return [{ type: 'header', text: plain(block.text, limits.header) }];
    case 'paragraph':
      return packLines(whole(block.text));
    case 'list':
      return packLines(block.items.flatMap((item) => marked([text('•  ')], item)));
    case 'checklist':
      return packLines(block.items.flatMap(checkLines));
    case 'facts':
      return packLines(block.rows.flatMap(factLines));
    case 'table':
      return tableBlocks(block);
    case 'code':
      return packPreformatted(block.lines);
    case 'decision':
      return packLines(marked([bold(decisionWords(block)), text('  ')], block.sentence));
    case 'quote':
      return packLines(marked([bold(`${block.source}, unverified:`), text('  ')], block.text));
  }
}

function factLines(row: Extract<Block, { kind: 'facts' }>['rows'][number]): readonly (readonly Piece[])[] {
  const name = [bold(row.name), text('  ')];
  return row.link === undefined ? marked(name, row.value) : [[...name, link(row.value, row.link)]];
}

function tableBlocks({ columns, rows }: Extract<Block, { kind: 'table' }>): readonly KnownBlock[] {
  const table = phoneTable(
    columns.map(plainLine),
    rows.map((row) => row.map(plainLine)),
  );
  if (table.kind === 'aligned') return packPreformatted(table.lines);
  return packLines(
    table.items.flatMap(({ name, rest }) => marked([text('•  '), bold(name), text('  ')], rest)),
  );
}

type ChecklistItem = Extract<Block, { kind: 'checklist' }>['items'][number];

function checkLines(item: ChecklistItem): readonly (readonly Piece[])[] {
  const seen = item.evidence === null ? '' : ` (${item.evidence})`;
  return marked([mark(item.done), text(' ')], `${item.text}${seen}`);
}

/** An empty box is ticked by a person. */
function mark(done: boolean | null): Piece {
  if (done === null) return emoji('white_large_square');
  return done ? emoji('white_check_mark') : emoji('warning');
}

/** The mark, then all of the text, which may take several lines. */
function marked(mark: readonly Piece[], value: string): readonly (readonly Piece[])[] {
  const [first, ...others] = whole(value);
  return [[...mark, ...(first ?? [])], ...others];
}
