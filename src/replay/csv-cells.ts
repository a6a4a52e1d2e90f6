import { allInstances, type Counter } from '../core/judge/totals.ts';
import type { Instant } from '../core/time.ts';
import { createProblems } from './problems.ts';
import { parseNumber } from './read-number.ts';
import { mostIntervals, type ReadRecording, type RecordedSide, type RecordingOptions } from './recording.ts';

/** One number of the file. `side` and `metric` are empty where it is the weight. */
export interface CsvRow {
  readonly at: Instant;
  readonly metric: string;
  readonly side: 'canary' | 'stable' | '';
  readonly instance?: string | undefined;
  readonly field: string;
  readonly value: number;
}

/** Numbers of rows, put together into intervals as they come. Mutable. */
export interface CsvCells {
  /** @returns what is wrong with the row, as the rest of a sentence; null when nothing is */
  add(row: CsvRow): string | null;
  /** Whether there are more intervals than are judged. */
  isFull(): boolean;
  finish(): ReadRecording;
}

/** What is told of one instance in one interval. */
interface Cell {
  /** By field: what it came to, and the time of the row that was read last. */
  readonly fields: Map<string, { readonly value: number; readonly at: Instant }>;
  readonly values: number[];
  valueAt: Instant | null;
}

type Side = Map<string, Cell>;

interface Entry {
  weight: number | null;
  readonly metrics: Map<string, { readonly canary: Side; readonly stable: Side }>;
}

export function createCsvCells(options: RecordingOptions): CsvCells {
  const { interval } = options;
  const counts = options.counts ?? 'interval';
  const entries = new Map<Instant, Entry>();
  const problems = createProblems();
  return {
    add({ at, metric, side, instance, field, value }) {
      const end = interval === null ? at : Math.ceil(at / interval) * interval;
      const entry = within(entries, end, () => ({ weight: null, metrics: new Map() }));
      if (entries.size > mostIntervals) return tooMany;
      if (field === 'weight') {
        entry.weight = value;
        return null;
      }
      if (metric === '') return 'metric: a name is expected';
      if (side === '') return 'side: canary or stable is expected';
      const sides = within(entry.metrics, metric, () => ({ canary: new Map(), stable: new Map() }));
      const name = instance === undefined || instance === '' ? allInstances : instance;
      const cell = within(sides[side], name, emptyCell);
      if (!put(cell, field, { value, at }, counts === 'interval')) {
        problems.note(
          'duplicate',
          at,
          `${side}'s ${metric} has ${field} twice at the same time; the first counts`,
        );
      }
      return null;
    },
    isFull: () => entries.size > mostIntervals,
    finish() {
      const mistakes: string[] = [];
      const intervals = [...entries].map(([at, { weight, metrics }]) => ({
        at,
        weight,
        metrics: new Map(
          [...metrics].map(([metric, sides]) => {
            const read = (side: 'canary' | 'stable') => {
              const told = sideOf(sides[side]);
              if (typeof told !== 'string') return told;
              const place = `${new Date(at).toISOString()}, ${side}'s ${metric}`;
              if (mistakes.length < 10) mistakes.push(`${place}: ${told}.`);
              return null;
            };
            return [metric, { canary: read('canary'), stable: read('stable') }];
          }),
        ),
      }));
      if (mistakes.length > 0) return { kind: 'unreadable', mistakes };
      const { durations } = options;
      const recording = {
        interval,
        counts,
        durations: durations ?? 'ms',
        intervals,
        problems: problems.list(),
      };
      return { kind: 'recording', recording };
    },
  };
}

const tooMany = `at: there are more than ${mostIntervals} different times; \`--interval 1m\` puts them together by minutes`;

function within<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function emptyCell(): Cell {
  return { fields: new Map(), values: [], valueAt: null };
}

/** @param adds whether counts of one interval add up; totals replace each other. @returns false for a second row of the same time */
function put(
  cell: Cell,
  field: string,
  told: { readonly value: number; readonly at: Instant },
  adds: boolean,
): boolean {
  if (field === 'value') {
    if (cell.valueAt === told.at) return false;
    cell.valueAt = told.at;
    cell.values.push(told.value);
    return true;
  }
  const before = cell.fields.get(field);
  if (before?.at === told.at) return false;
  cell.fields.set(field, { at: told.at, value: told.value + (adds ? (before?.value ?? 0) : 0) });
  return true;
}

/** @returns null where nothing was told, or what is wrong */
function sideOf(side: Side): RecordedSide | null | string {
  if (side.size === 0) return null;
  const values: number[] = [];
  const instances: [string, Counter][] = [];
  for (const [name, cell] of side) {
    for (const value of cell.values) values.push(value);
    if (cell.fields.size === 0) continue;
    const counter = counterOf(cell);
    if (typeof counter === 'string') return name === allInstances ? counter : `${name}: ${counter}`;
    instances.push([name, counter]);
  }
  if (instances.length === 0) return { kind: 'values', values, requests: null, errors: null };
  if (values.length > 0) return 'either value, or counts';
  return { kind: 'counts', instances: Object.fromEntries(instances) };
}

function counterOf({ fields }: Cell): Counter | string {
  const requests = fields.get('requests')?.value;
  const bad = fields.get('bad')?.value;
  const buckets = [...fields].flatMap(([field, { value }]) =>
    field.startsWith('le=') ? [{ le: parseNumber(field.slice(3)) ?? Number.NaN, value }] : [],
  );
  if (buckets.length > 0)
    return requests === undefined && bad === undefined
      ? histogram(buckets)
      : 'either buckets, or requests and bad';
  if (requests === undefined) return 'bad without requests';
  return bad === undefined ? 'requests without bad' : { kind: 'events', requests, bad };
}

/** Counts of buckets are cumulated, as Prometheus tells them; a counter has each bucket alone. */
function histogram(buckets: readonly { readonly le: number; readonly value: number }[]): Counter | string {
  if (buckets.some(({ le }) => Number.isNaN(le))) return 'a bucket whose le is no number';
  const sorted = buckets.toSorted((left, right) => left.le - right.le);
  if (sorted.at(-1)?.le !== Infinity) return 'buckets without le=+Inf';
  if (sorted.length < 2) return 'only the bucket le=+Inf';
  return {
    kind: 'histogram',
    boundaries: sorted.slice(0, -1).map(({ le }) => le),
    counts: sorted.map(({ value }, index) => value - (sorted[index - 1]?.value ?? 0)),
  };
}
