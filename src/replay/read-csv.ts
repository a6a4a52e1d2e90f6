import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { listed } from '../core/prose.ts';
import { type CsvCells, createCsvCells } from './csv-cells.ts';
import { RecordedNumber, RecordedTime, shown } from './read-number.ts';
import type { ReadRecording, RecordingOptions } from './recording.ts';

const required = ['at', 'metric', 'side', 'field', 'value'] as const;

const Row = z.object({
  at: RecordedTime,
  metric: z.string(),
  side: z.enum(['canary', 'stable', ''], { error: 'canary or stable is expected' }),
  instance: z.string().optional(),
  field: z.string().regex(/^(requests|bad|value|weight|le=\S+)$/, {
    error: 'requests, bad, value, weight or a bucket such as le=0.25 is expected',
  }),
  value: RecordedNumber,
});

/** More than this helps nobody: what is wrong once is usually wrong everywhere. */
const mostListed = 10;

/** Ends reading before the end of the file. */
class Enough extends Error {}

/** Reads a recording in CSV, one number a row; docs/replay.md says how one is written. Rows are not kept. */
export function readCsv(text: string | Uint8Array, options: RecordingOptions): ReadRecording {
  const mistakes: string[] = [];
  const cells = createCsvCells(options);
  let head: readonly string[] | null = null;
  const take = (record: readonly string[], line: number): void => {
    if (head === null) {
      head = record.map((name) => name.trim().toLowerCase());
      const missing = required.filter((name) => !head?.includes(name));
      if (missing.length === 0) return;
      mistakes.push(headless(head, missing));
      throw new Enough();
    }
    const fields = Object.fromEntries(head.map((name, index) => [name, (record[index] ?? '').trim()]));
    const mistake = addRow(cells, fields, line);
    if (mistake === null) return;
    mistakes.push(mistake);
    if (mistakes.length >= mostListed || cells.isFull()) throw new Enough();
  };
  try {
    parse(text instanceof Uint8Array ? text : Buffer.from(text), {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (record: string[], { lines }: { lines: number }) => {
        take(record, lines);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof CsvError) mistakes.push(`This is no CSV: ${error.message}.`);
    else if (error instanceof Enough) mistakes.push('The rest was not read.');
    else throw error;
  }
  if (head === null && mistakes.length === 0) mistakes.push('The file is empty.');
  return mistakes.length > 0 ? { kind: 'unreadable', mistakes } : cells.finish();
}

/** @returns what is wrong with the row; null when nothing is */
function addRow(cells: CsvCells, fields: Readonly<Record<string, string>>, line: number): string | null {
  const row = Row.safeParse(fields);
  if (row.success) {
    const mistake = cells.add(row.data);
    return mistake === null ? null : `Line ${line}, ${mistake}.`;
  }
  const [issue] = row.error.issues;
  const name = String(issue?.path[0] ?? 'row');
  const message = issue?.message ?? 'it cannot be read';
  const found = message.includes(', not ') ? '' : `, not ${shown(fields[name])}`;
  return `Line ${line}, ${name}: ${message}${found}.`;
}

function headless(head: readonly string[], missing: readonly string[]): string {
  const [only = ''] = head;
  const separator = head.length === 1 ? [';', '\t'].find((one) => only.includes(one)) : undefined;
  if (separator !== undefined) {
    const name = separator === ';' ? 'semicolons' : 'tabs';
    return `Line 1: its columns are separated by ${name}, and commas are expected, with a point in decimal numbers. Save it with commas.`;
  }
  const names = listed(missing.map((name) => `"${name}"`));
  const what = missing.length === 1 ? `the column ${names} is` : `the columns ${names} are`;
  return `Line 1: ${what} missing. The first line names them: at,metric,side,instance,field,value.`;
}
