import type { Block, DocumentTree } from '../../core/documents/tree.ts';
import { clip } from './markdown.ts';

/** One escaped character takes at most this many. */
const widest = 9;

/**
 * A document as several that each fit, by blocks, rows, and, where one alone is too long, by characters.
 * @param lengthOf how long a document is when it is written out
 */
export function splitDocument(
  tree: DocumentTree,
  lengthOf: (tree: DocumentTree) => number,
  limit: number,
): readonly DocumentTree[] {
  const length = (blocks: Block[]) => lengthOf(numbered(tree, blocks, 999, 999));
  const frame = length([]);
  const groups: Block[][] = [];
  let current: Block[] = [];
  let used = frame;
  let before: Block | null = null;
  for (const atom of tree.blocks.flatMap((block) => atomsOf(block, Math.floor(limit / (4 * widest))))) {
    // What it adds is known from the two alone: writing out the whole each time would take very long.
    const more: number =
      before === null ? length([atom]) - frame : length(joinedTo([before], atom)) - length([before]);
    const full: boolean = current.length > 0 && used + more > limit;
    if (full) groups.push(current);
    used = full ? length([atom]) : used + more;
    current = full ? [atom] : joinedTo(current, atom);
    before = atom;
  }
  groups.push(current);
  return groups.map((blocks, index) => numbered(tree, blocks, index + 1, groups.length));
}

/** What stands in every part is short. */
function numbered(tree: DocumentTree, blocks: Block[], part: number, of: number): DocumentTree {
  const title = of === 1 ? clip(tree.title, 300) : `${clip(tree.title, 300)} (part ${part} of ${of})`;
  return { ...tree, title, summary: clip(tree.summary, 500), draftedWhy: clip(tree.draftedWhy, 500), blocks };
}

/** The block in the smallest pieces that mean something by themselves. */
function atomsOf(block: Block, most: number): readonly Block[] {
  switch (block.kind) {
    case 'heading':
      return pieces(block.text, most).map((text) => ({ ...block, text }));
    case 'paragraph':
      return pieces(block.text, most).map((text) => ({ ...block, text }));
    case 'list':
      return block.items.flatMap((item) => pieces(item, most)).map((item) => ({ ...block, items: [item] }));
    case 'checklist':
      return block.items.map((item) => ({ ...block, items: [item] }));
    case 'facts':
      return block.rows.flatMap((row) =>
        pieces(row.value, most).map((value) => ({ ...block, rows: [{ ...row, value }] })),
      );
    case 'table':
      if (block.rows.length === 0) return [block];
      return block.rows.flatMap((row) =>
        rowPieces(row, Math.floor(most / Math.max(1, row.length))).map((cells) => ({
          ...block,
          rows: [cells],
        })),
      );
    case 'code':
      return block.lines.flatMap((line) => pieces(line, most)).map((line) => ({ ...block, lines: [line] }));
    case 'decision':
      return [{ ...block, sentence: clip(block.sentence, most) }];
    case 'quote':
      return pieces(block.text, most).map((text) => ({ ...block, text }));
  }
}

/** A long row goes on in further rows. */
function rowPieces(row: readonly string[], most: number): readonly string[][] {
  const cells = row.map((cell) => pieces(cell, Math.max(1, most)));
  const height = Math.max(1, ...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, index) => cells.map((parts) => parts[index] ?? ''));
}

function pieces(text: string, most: number): readonly string[] {
  if (text.length <= most) return [text];
  const characters = Array.from(text);
  const size = Math.max(1, Math.floor(most / 2));
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
}

/** Rows of one table stay in one table. */
function joinedTo(blocks: readonly Block[], atom: Block): Block[] {
  const last = blocks.at(-1);
  const together = last === undefined ? null : merged(last, atom);
  return together === null ? [...blocks, atom] : [...blocks.slice(0, -1), together];
}

function merged(last: Block, next: Block): Block | null {
  if (last.kind === 'list' && next.kind === 'list') return { ...last, items: [...last.items, ...next.items] };
  if (last.kind === 'checklist' && next.kind === 'checklist')
    return { ...last, items: [...last.items, ...next.items] };
  if (last.kind === 'facts' && next.kind === 'facts') return { ...last, rows: [...last.rows, ...next.rows] };
  if (last.kind === 'code' && next.kind === 'code') return { ...last, lines: [...last.lines, ...next.lines] };
  if (last.kind === 'table' && next.kind === 'table' && sameColumns(last.columns, next.columns))
    return { ...last, rows: [...last.rows, ...next.rows] };
  return null;
}

function sameColumns(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}
