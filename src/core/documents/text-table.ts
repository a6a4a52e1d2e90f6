import { length, wrap } from './wrap.ts';

const gap = '  ';
const narrowest = 8;

/** Aligned columns within `width`; the widest columns are wrapped first. */
export function textTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const widths = fitted(naturalWidths([columns, ...rows]), width - gap.length * (columns.length - 1));
  const rule = widths.map((size) => '─'.repeat(size)).join(gap);
  return [...rowLines(columns, widths), rule, ...rows.flatMap((row) => rowLines(row, widths))];
}

function naturalWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, index) =>
    Math.max(1, ...rows.map((row) => length(row[index] ?? ''))),
  );
}

function fitted(widths: readonly number[], room: number): readonly number[] {
  const fit = [...widths];
  let excess = fit.reduce((sum, size) => sum + size, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...fit);
    if (widest <= narrowest) return fit;
    fit[fit.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return fit;
}

function rowLines(row: readonly string[], widths: readonly number[]): readonly string[] {
  const cells = widths.map((size, index) => wrap(row[index] ?? '', size));
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((cell, index) => padded(cell[line] ?? '', widths[index] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}

function padded(text: string, width: number): string {
  return `${text}${' '.repeat(Math.max(0, width - length(text)))}`;
}
