import { helpWhy } from '../../src/core/command/help.ts';
import { instantText } from '../../src/core/documents/instant-text.ts';
import { decisionWords } from '../../src/core/documents/outcome.ts';
import type { Block, DocumentTree } from '../../src/core/documents/tree.ts';
import type { PrintOptions } from './print-card.ts';
import { aligned, lengthOf, type Paint, paragraph, printable } from './terminal-text.ts';

/** A document as lines of text. Code keeps its lines and its indentation. */
export function documentLines(tree: DocumentTree, options: PrintOptions): readonly string[] {
  const { paint } = options;
  const title = printable(tree.title);
  return [
    paint('bold', title),
    ...paragraph(tree.summary, options.width, paint),
    ...tree.blocks.flatMap((block) => ['', ...blockLines(block, options)]),
    ...drafterLines(tree, options),
  ];
}

/** Who drafted it and why: a reader must see when no model wrote, and what kept it from doing so. */
function drafterLines(
  { draftedBy, draftedWhy, at }: DocumentTree,
  { paint, width }: PrintOptions,
): readonly string[] {
  if (draftedWhy === helpWhy) return [];
  const by = draftedBy === 'template' ? 'Belay, without a model' : 'a language model';
  const said = paragraph(`Drafted by ${by}, ${instantText(at)}. ${draftedWhy}`, width, paint);
  return ['', ...said.map((line) => paint('dim', line))];
}

function blockLines(block: Block, options: PrintOptions): readonly string[] {
  const { paint } = options;
  switch (block.kind) {
    case 'heading':
      return [paint('bold', printable(block.text))];
    case 'paragraph':
      return paragraph(block.text, options.width, paint);
    case 'list':
      return block.items.flatMap((item) => hanging('- ', item, options));
    case 'checklist':
      return block.items.flatMap(({ text, done, evidence }) => [
        ...hanging(`${boxOf(done, paint)} `, text, options),
        ...(evidence === null ? [] : hanging('    ', evidence, options)),
      ]);
    case 'facts':
      return factLines(block.rows, options);
    case 'table':
      return tableLines(block.columns, block.rows, paint);
    case 'code':
      return block.lines.map((line) => `  ${unescaped(line)}`);
    case 'decision':
      return [paint('bold', decisionWords(block)), ...paragraph(block.sentence, options.width, paint)];
    case 'quote':
      return hanging('- ', `${block.source}, unverified: ${block.text}`, options);
  }
}

function boxOf(done: boolean | null, paint: Paint): string {
  if (done === null) return '[ ]';
  return done ? paint('green', '[✓]') : paint('red', '[✗]');
}

/** Further lines stand under the first one's text. */
function hanging(bullet: string, text: string, { paint, width }: PrintOptions): readonly string[] {
  const indent = bullet.startsWith('- ') ? 2 : 4;
  return paragraph(text, width - indent, paint).map(
    (line, index) => (index === 0 ? bullet : ' '.repeat(indent)) + line,
  );
}

/** Names in a column of their own while that leaves room for the values, above them otherwise. */
function factLines(
  rows: Extract<Block, { kind: 'facts' }>['rows'],
  { paint, width }: PrintOptions,
): readonly string[] {
  const names = rows.map(({ name }) => printable(name));
  const column = Math.min(Math.max(...names.map(lengthOf), 0), Math.floor(width / 2)) + 2;
  return rows.flatMap(({ value, link }, row) => {
    const name = names[row] ?? '';
    // An address is never broken: a terminal opens it, and a person copies it.
    const lines = [
      ...paragraph(value, width - column - 2, paint),
      ...(link === undefined ? [] : [printable(link)]),
    ];
    const below = lines.map((line) => `${' '.repeat(column + 2)}${line}`);
    const head = `  ${paint('cyan', name)}`;
    if (lengthOf(name) > column - 2) return [head, ...below];
    return [`${head}${' '.repeat(column - lengthOf(name))}${lines[0] ?? ''}`, ...below.slice(1)];
  });
}

function tableLines(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): readonly string[] {
  const [head = '', ...body] = aligned([columns, ...rows].map((row) => row.map(printable)));
  return [paint('dim', head), ...body];
}

/** Code keeps its spaces; what a terminal would obey is taken out. */
function unescaped(line: string): string {
  return line.replaceAll('\t', '  ').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '');
}
