import type { Block } from '../../core/documents/tree.ts';
import { webLink } from '../../core/web-link.ts';
import { putChecklist, putCode, putDecision, putQuote } from './boxes.ts';
import { linesOf } from './lines.ts';
import { colors, content, sheet, styles } from './look.ts';
import type { Pen } from './pen.ts';
import { putTable, rule } from './table.ts';
import { putHeading, putItem, putText } from './text-block.ts';

/** Exhaustive: a new kind of block does not compile until it can be printed. */
export function putBlock(pen: Pen, block: Block): void {
  if (block.kind !== 'heading') pen.space(5);
  switch (block.kind) {
    case 'heading':
      putHeading(pen, block.text, styles.heading);
      break;
    case 'paragraph':
      putText(pen, block.text, styles.body);
      break;
    case 'list':
      putList(pen, block.items);
      break;
    case 'checklist':
      putChecklist(pen, block);
      break;
    case 'facts':
      putFacts(pen, block.rows);
      break;
    case 'table':
      putTable(pen, block.columns, block.rows);
      break;
    case 'code':
      putCode(pen, block);
      break;
    case 'decision':
      putDecision(pen, block);
      break;
    case 'quote':
      putQuote(pen, block);
      break;
  }
}

function putList(pen: Pen, items: readonly string[]): void {
  for (const item of items) {
    putItem(pen, item, styles.body, 14, (x) => pen.pdf.circle(x + 4, pen.y + 7, 1.5).fill(colors.faint));
    pen.y += 1.5;
  }
}

type Fact = Extract<Block, { kind: 'facts' }>['rows'][number];

/** Names in a column of their own, values beside them. */
function putFacts(pen: Pen, rows: readonly Fact[]): void {
  const widest = Math.max(0, ...rows.map(({ name }) => pen.widthOf(name.slice(0, 200), styles.name)));
  const column = Math.min(widest + 18, content * 0.36);
  for (const { name, value, link } of rows) {
    const names = linesOf(pen, name, styles.name, column - 12);
    const values = linesOf(pen, value, styles.body, content - column);
    const safe = webLink(link);
    const style = safe === null ? styles.body : { ...styles.body, color: colors.accent };
    const count = Math.max(names.length, values.length);
    for (let index = 0; index < count; index += 1) {
      pen.need(style.height * (index === 0 ? Math.min(count, 3) : 1) + 5);
      if (index === 0) pen.y += 2.5;
      pen.put(names[index] ?? '', sheet.left, styles.name);
      const line = values[index] ?? '';
      pen.put(line, sheet.left + column, style);
      if (safe !== null && line !== '')
        pen.pdf.link(sheet.left + column, pen.y, pen.widthOf(line, style), style.height, safe);
      pen.y += style.height;
    }
    pen.y += 2.5;
    rule(pen, colors.line);
  }
}
