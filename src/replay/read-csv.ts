import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { createCsvCells } from './csv-cells.ts';
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
const listed = 10;

/** Reads a recording in CSV, one number a row; docs/replay.md says how one is written. Rows are not kept. */
export function readCsv(text: string | Uint8Array, options: RecordingOptions): ReadRecording {
  const mistakes: string[] = [];
  const cells = createCsvCells(options);
  let head: readonly string[] | null = null;
  const take = (record: unknown, line: number): void => {
    if (!Array.isArray(record) || mistakes.length > listed) return;
    if (head === null) {
      head = record.map((name) => String(name).trim().toLowerCase());
      const missing = required.filter((name) => !head?.includes(name));
      if (missing.length > 0) mistakes.push(headless(missing));
      return;
    }
    const fields = Object.fromEntries(head.map((name, index) => [name, String(record[index] ?? '').trim()]));
    const row = Row.safeParse(fields);
    if (row.success) {
      const mistake = cells.add(row.data);
      if (mistake !== null) mistakes.push(`Line ${line}, ${mistake}.`);
    } else {
      const [issue] = row.error.issues;
      const name = String(issue?.path[0] ?? 'row');
      const found = issue?.message.includes(', not ') === true ? '' : `, not ${shown(fields[name])}`;
      mistakes.push(`Line ${line}, ${name}: ${issue?.message ?? 'it cannot be read'}${found}.`);
    }
  };
  try {
    parse(text instanceof Uint8Array ? text : Buffer.from(text), {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (record: unknown, { lines }: { lines: number }) => {
        take(record, lines);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    mistakes.push(`This is no CSV: ${error.message}.`);
  }
  if (head === null && mistakes.length === 0) mistakes.push('The file is empty.');
  const told = mistakes.length > listed ? [...mistakes.slice(0, listed), '… and more.'] : mistakes;
  return told.length > 0 ? { kind: 'unreadable', mistakes: told } : cells.finish();
}

function headless(missing: readonly string[]): string {
  return `Line 1: the columns ${missing.join(', ')} are missing. The first line names them: at,metric,side,instance,field,value.`;
}
