import { textTable } from './text-table.ts';
import { length } from './wrap.ts';

/** Characters of one width that a phone held upright shows beside each other. */
const phone = 40;

export type PhoneTable =
  | { readonly kind: 'aligned'; readonly lines: readonly string[] }
  /** Each row begins with its first cell; the others say which column they are. */
  | { readonly kind: 'list'; readonly items: readonly { readonly name: string; readonly rest: string }[] };

/** A table for a chat: columns where they fit a phone, else an item for each row. */
export function phoneTable(columns: readonly string[], rows: readonly (readonly string[])[]): PhoneTable {
  const lines = textTable(columns, rows, Number.MAX_SAFE_INTEGER);
  if (lines.every((line) => length(line) <= phone)) return { kind: 'aligned', lines };
  const items = rows.map(([name = '', ...others]) => {
    const said = others.flatMap((cell, index) =>
      cell === '' ? [] : [`${columns[index + 1] ?? ''} ${cell}`.trim()],
    );
    return { name, rest: said.join(' · ') };
  });
  return { kind: 'list', items };
}
