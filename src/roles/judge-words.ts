import { parseArgs } from 'node:util';
import { parseDuration } from '../core/time.ts';
import type { RecordingOptions } from '../replay/recording.ts';

type Format = 'json' | 'csv';

/** What `belay judge` is asked for. */
export interface JudgeWords extends RecordingOptions {
  readonly file: string | undefined;
  readonly service: string | undefined;
  readonly environment: string | undefined;
  readonly data: string;
  readonly format: Format;
  /** Counted from 1. */
  readonly stage: number | null;
  readonly weight: number | null;
  readonly all: boolean;
  readonly json: boolean;
}

/** @returns what was not understood, for people */
export function readJudgeWords(rest: readonly string[]): JudgeWords | string {
  const words = parsed(rest);
  if (typeof words === 'string') return words;
  const { plan: file, service, environment, data, all, json } = words;
  if (data === undefined) return 'Say what to judge: `--data recorded.json` or `--data recorded.csv`.';
  const format = oneOf(words.format ?? (data.toLowerCase().endsWith('.csv') ? 'csv' : 'json'), [
    'json',
    'csv',
  ]);
  if (format === null) return '`--format` is `json` or `csv`.';
  const interval = words.interval === undefined ? null : parseDuration(words.interval);
  if (interval === 0 || (interval === null && words.interval !== undefined)) {
    return '`--interval` is how long one interval is, such as `1m`.';
  }
  const counts = words.counts === undefined ? null : oneOf(words.counts, ['interval', 'total']);
  if (counts === null && words.counts !== undefined) {
    return '`--counts` is `interval` where each has its own, or `total` for counters that only grow.';
  }
  const durations = words.durations === undefined ? null : oneOf(words.durations, ['ms', 's']);
  if (durations === null && words.durations !== undefined) return '`--durations` is `ms` or `s`.';
  const stage = words.stage === undefined ? null : numberIn(words.stage, /^[1-9]\d{0,5}$/, 999_999);
  if (stage === 'wrong') return '`--stage` is the number of a stage; the first is 1.';
  const weight =
    words.weight === undefined ? null : numberIn(words.weight.replace(/%$/, ''), /^\d+(\.\d+)?$/, 100);
  if (weight === 'wrong') return '`--weight` is a percentage from 0 to 100.';
  return { file, service, environment, data, format, interval, counts, durations, stage, weight, all, json };
}

function parsed(rest: readonly string[]) {
  const options = {
    plan: { type: 'string' },
    service: { type: 'string' },
    environment: { type: 'string' },
    data: { type: 'string' },
    format: { type: 'string' },
    interval: { type: 'string' },
    counts: { type: 'string' },
    durations: { type: 'string' },
    stage: { type: 'string' },
    weight: { type: 'string' },
    all: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ args: [...rest], options }).values;
  } catch (error) {
    return error instanceof Error ? error.message : 'The line was not understood.';
  }
}

function oneOf<T extends string>(text: string, known: readonly T[]): T | null {
  return known.find((one) => one === text) ?? null;
}

function numberIn(text: string, pattern: RegExp, most: number): number | 'wrong' {
  const number = pattern.test(text) ? Number(text) : Number.NaN;
  return number <= most ? number : 'wrong';
}
