import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { widthOf } from '../../handlers/cli/console-streams.ts';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { judgementText } from '../../handlers/cli/print-judgement.ts';
import { painter } from '../../handlers/cli/terminal-text.ts';
import { listed } from '../core/prose.ts';
import type { Plan } from '../core/rollout/plan.ts';
import { parseDuration } from '../core/time.ts';
import { actedFirst } from '../replay/acted-first.ts';
import { type Judgement, type JudgeOptions, judgeRecording } from '../replay/judge-recording.ts';
import { readCsv } from '../replay/read-csv.ts';
import { readJson } from '../replay/read-json.ts';
import type { ReadRecording, RecordingOptions } from '../replay/recording.ts';
import { findPlan } from './asked-plan.ts';
import { readConfig, type Terminal } from './terminal.ts';
import { formsOf } from './usage.ts';

type Format = 'json' | 'csv';

interface Asked extends RecordingOptions {
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

/** Bytes: what is longer does not fit into one string. */
const largest = 500_000_000;

/** `belay judge`: what a plan would have made of recorded intervals. */
export function runJudge(terminal: Terminal, rest: readonly string[]): number {
  const asked = readWords(rest);
  if (typeof asked === 'string') {
    terminal.err(`${asked}\n\n${formsOf('judge')}`);
    return exitCodes.usage;
  }
  const config = readConfig(terminal, asked.file);
  if (config === null) return exitCodes.usage;
  const found = findPlan(config, asked);
  const wrong = found.kind === 'none' ? [found.sentence] : wrongStage(found.plan, asked);
  if (found.kind === 'none' || wrong.length > 0) {
    terminal.err(wrong.join('\n'));
    return exitCodes.usage;
  }
  const read = readRecording(asked);
  if (read.kind === 'unreadable') {
    terminal.err([`${asked.data} cannot be judged.`, ...read.mistakes].join('\n'));
    return exitCodes.usage;
  }
  const options: JudgeOptions = {
    stage: asked.stage === null ? null : asked.stage - 1,
    weight: asked.weight,
  };
  const judgement = judgeRecording(found.plan, read.recording, options);
  terminal.out(
    asked.json ? JSON.stringify(answer(found.plan, judgement)) : text(found.plan, judgement, asked),
  );
  return exitCodes.done;
}

function text(plan: Plan, judgement: Judgement, { all }: Asked): string {
  const { stdout } = process;
  return judgementText(plan, judgement, { paint: painter(stdout), width: widthOf(stdout), all });
}

function answer({ service, environment }: Plan, { interval, intervals, problems }: Judgement) {
  const acted = actedFirst(intervals, interval);
  return {
    service,
    environment,
    interval,
    acted: acted === null ? null : { ...acted, at: iso(acted.at), would: shownWould(acted.would) },
    problems: problems.map((problem) => ({ ...problem, at: problem.at === null ? null : iso(problem.at) })),
    intervals: intervals.map(({ at, stage, verdicts, would, served }) => ({
      at: iso(at),
      stage: stage === null ? null : stage + 1,
      verdicts: verdicts.map((verdict) => ({
        ...verdict,
        holdsSince: verdict.holdsSince === null ? null : iso(verdict.holdsSince),
      })),
      would: would.map(shownWould),
      served,
    })),
  };
}

function shownWould({ kind, check, sentence }: Judgement['intervals'][number]['would'][number]) {
  return { kind, check, sentence };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function readRecording(asked: Asked): ReadRecording {
  const { data, format } = asked;
  try {
    const { size } = statSync(data);
    if (size > largest) return unreadable(tooLarge(size));
    const read =
      format === 'csv' ? readCsv(readFileSync(data), asked) : readJson(readFileSync(data, 'utf8'), asked);
    const empty = read.kind === 'recording' && read.recording.intervals.length === 0;
    return empty ? unreadable('It holds no interval, so there is nothing to judge.') : read;
  } catch (cause) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : null;
    if (code === null || cause instanceof RangeError) throw cause;
    return unreadable(code === 'ENOENT' ? 'There is no such file.' : `It cannot be read (${code}).`);
  }
}

function unreadable(mistake: string): ReadRecording {
  return { kind: 'unreadable', mistakes: [mistake] };
}

function tooLarge(size: number): string {
  const [is, may] = [size, largest].map((bytes) => `${Math.round(bytes / 1_000_000)} MB`);
  return `It holds ${is}, and at most ${may} are read. Record longer intervals, fewer metrics, or less time.`;
}

function wrongStage({ stages }: Plan, { stage }: Asked): readonly string[] {
  if (stage === null || stage <= stages.length) return [];
  const names = stages.map(({ name }, index) => `${index + 1} (${name})`);
  return [`There is no stage ${stage}. This plan has ${listed(names)}.`];
}

/** @returns what was not understood, for people */
function readWords(rest: readonly string[]): Asked | string {
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
