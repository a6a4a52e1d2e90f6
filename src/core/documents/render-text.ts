import { plainLine } from '../prose.ts';
import { instantText } from './instant-text.ts';
import { decisionWords } from './outcome.ts';
import { textTable } from './text-table.ts';
import type { Block, DocumentTree } from './tree.ts';
import { length, wrap } from './wrap.ts';

/** A document as plain text for a terminal. Control characters never pass: no text can move a cursor. */
export function renderText(tree: DocumentTree, width = 100): string {
  const title = plainLine(tree.title);
  const by = tree.draftedBy === 'template' ? 'Belay, without a model' : 'a language model';
  const parts: readonly (readonly string[])[] = [
    [...wrap(title, width), '═'.repeat(Math.min(width, length(title)))],
    wrap(plainLine(tree.summary), width),
    ...tree.blocks.map((block) => blockLines(block, width)),
    wrap(`Drafted by ${by}, ${instantText(tree.at)}. ${plainLine(tree.draftedWhy)}`, width),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function blockLines(block: Block, width: number): readonly string[] {
  switch (block.kind) {
    case 'heading': {
      const text = plainLine(block.text);
      return [...wrap(text, width), '─'.repeat(Math.min(width, length(text)))];
    }
    case 'paragraph':
      return wrap(plainLine(block.text), width);
    case 'list':
      return block.items.flatMap((text) => hanging('• ', plainLine(text), width));
    case 'checklist':
      return block.items.flatMap((item) => hanging(`[${ticks(item.done)}] `, checkText(item), width));
    case 'facts':
      return factLines(block.rows, width);
    case 'table':
      return textTable(
        block.columns.map(plainLine),
        block.rows.map((row) => row.map(plainLine)),
        width,
      );
    case 'code':
      return block.lines.map((line) => `    ${plainLine(line)}`);
    case 'decision':
      return wrap(`${decisionWords(block)}: ${plainLine(block.sentence)}`, width);
    case 'quote':
      return hanging('> ', `${plainLine(block.source)}, unverified: ${plainLine(block.text)}`, width);
  }
}

type ChecklistItem = Extract<Block, { kind: 'checklist' }>['items'][number];

/** A question mark is a box that only a person can tick. */
function ticks(done: boolean | null): string {
  if (done === null) return '?';
  return done ? 'x' : ' ';
}

function checkText({ text, evidence }: ChecklistItem): string {
  return evidence === null ? plainLine(text) : `${plainLine(text)} (${plainLine(evidence)})`;
}

function hanging(mark: string, text: string, width: number): readonly string[] {
  const indent = ' '.repeat(length(mark));
  // A name can be longer than a line.
  return wrap(text, Math.max(20, width - length(mark))).map(
    (line, index) => `${index === 0 ? mark : indent}${line}`,
  );
}

function factLines(rows: Extract<Block, { kind: 'facts' }>['rows'], width: number): readonly string[] {
  const names = rows.map(({ name }) => plainLine(name));
  const column = Math.max(0, ...names.map(length)) + 2;
  return rows.flatMap(({ value, link }, index) => {
    const name = names[index] ?? '';
    const lines = hanging(`${name}${' '.repeat(column - length(name))}`, plainLine(value), width);
    // Whole on a line of its own, so that a terminal finds it and a person can copy it.
    return link === undefined ? lines : [...lines, plainLine(link)];
  });
}
