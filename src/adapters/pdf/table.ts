import { linesOf } from './lines.ts';
import { colors, content, lowest, type Style, sheet, styles } from './look.ts';
import type { Pen } from './pen.ts';

const gap = 10;
const above = 3.5;
/** It stands on every page of the table. */
const headLines = 6;

type Lines = readonly (readonly string[])[];

/** Columns as wide as they need; cells are wrapped, rows go on over pages, and each page begins with the head. */
export function putTable(pen: Pen, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  if (columns.length === 0) return;
  const cells = rows.map((row) => columns.map((_, index) => row[index] ?? ''));
  const widths = columnWidths(pen, columns, cells);
  const head = columns.map((column, index) =>
    linesOf(pen, column, styles.head, inside(widths, index)).slice(0, headLines),
  );
  const wrapped = cells.map((row) =>
    row.map((cell, index) => linesOf(pen, cell, styles.cell, inside(widths, index))),
  );
  pen.need(heightOf(head, styles.head) + heightOf(wrapped[0] ?? [], styles.cell));
  putRow(pen, head, widths, styles.head, colors.faint);
  for (const row of wrapped) putBody(pen, row, head, widths);
}

/** A row that is higher than a page goes on in the next one. */
function putBody(pen: Pen, row: Lines, head: Lines, widths: readonly number[]): void {
  const onePage = lowest - sheet.top - heightOf(head, styles.head);
  let rest = row;
  while (rest.some((lines) => lines.length > 0)) {
    const height = heightOf(rest, styles.cell);
    if (height > pen.room() && (height <= onePage || pen.room() < 80)) {
      pen.newPage();
      putRow(pen, head, widths, styles.head, colors.faint);
    }
    const fits = Math.max(1, Math.floor((pen.room() - 2 * above) / styles.cell.height));
    putRow(
      pen,
      rest.map((lines) => lines.slice(0, fits)),
      widths,
      styles.cell,
      colors.line,
    );
    rest = rest.map((lines) => lines.slice(fits));
  }
}

function putRow(pen: Pen, row: Lines, widths: readonly number[], style: Style, line: string): void {
  const top = pen.y;
  let x: number = sheet.left;
  row.forEach((lines, index) => {
    pen.y = top + above;
    for (const one of lines) {
      pen.put(one, x, style);
      pen.y += style.height;
    }
    x += widths[index] ?? 0;
  });
  pen.y = top + heightOf(row, style);
  rule(pen, line);
}

export function rule(pen: Pen, color: string): void {
  pen.pdf
    .moveTo(sheet.left, pen.y)
    .lineTo(sheet.left + content, pen.y)
    .lineWidth(0.6)
    .strokeColor(color)
    .stroke();
}

function heightOf(row: Lines, { height }: Style): number {
  return Math.max(1, ...row.map((lines) => lines.length)) * height + 2 * above;
}

function inside(widths: readonly number[], index: number): number {
  const last = index === widths.length - 1;
  return Math.max(8, (widths[index] ?? 0) - (last ? 0 : gap));
}

/** What every column needs for its longest word, then what is left to those whose text is longer. */
function columnWidths(
  pen: Pen,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly number[] {
  const wants = columns.map((column, index) => {
    const texts = rows.map((row) => row[index] ?? '');
    const measured = [
      [column, styles.head] as const,
      ...texts.map((text) => [text.slice(0, 400), styles.cell] as const),
    ];
    const words = measured.flatMap(([text, style]) =>
      text.split(/\s+/).map((word) => pen.widthOf(word, style)),
    );
    const whole = measured.map(([text, style]) => pen.widthOf(text, style));
    // A little more, because widths are sums of rounded numbers.
    const least = Math.max(...words) + gap + 0.5;
    return { least, most: Math.max(least, Math.max(...whole) + gap) };
  });
  const cap = capOf(wants.map(({ least }) => least));
  return shared(
    wants.map(({ least, most }) => ({ least: Math.min(least, cap), most: Math.max(most, least) })),
  );
}

/** No column is wider for its longest word than leaves the page to the others; narrow ones keep what they need. */
function capOf(leasts: readonly number[]): number {
  let left: number = content;
  const narrowFirst = leasts.toSorted((a, b) => a - b);
  for (const [index, least] of narrowFirst.entries()) {
    const share = left / (narrowFirst.length - index);
    if (least > share) return share;
    left -= least;
  }
  return content;
}

function shared(wants: readonly { readonly least: number; readonly most: number }[]): readonly number[] {
  const least = wants.reduce((sum, want) => sum + want.least, 0);
  const wish = wants.reduce((sum, { least: small, most }) => sum + most - small, 0);
  const left = Math.max(0, content - least);
  const part = wish === 0 ? 0 : Math.min(1, left / wish);
  const widths = wants.map(({ least: small, most }) => small + (most - small) * part);
  const over = content - widths.reduce((sum, width) => sum + width, 0);
  return widths.map((width) => width + over / wants.length);
}
