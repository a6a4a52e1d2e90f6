import { readFileSync, statSync } from 'node:fs';
import { widthOf } from '../../handlers/cli/console-streams.ts';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { judgementText } from '../../handlers/cli/print-judgement.ts';
import { painter } from '../../handlers/cli/terminal-text.ts';
import { listed } from '../core/prose.ts';
import type { Plan } from '../core/rollout/plan.ts';
import { actedFirst } from '../replay/acted-first.ts';
import { type Judgement, type JudgeOptions, judgeRecording } from '../replay/judge-recording.ts';
import { readCsv } from '../replay/read-csv.ts';
import { readJson } from '../replay/read-json.ts';
import type { ReadRecording } from '../replay/recording.ts';
import { findPlan } from './asked-plan.ts';
import { type JudgeWords, readJudgeWords } from './judge-words.ts';
import { readConfig, type Terminal } from './terminal.ts';
import { formsOf } from './usage.ts';

/** Bytes: what is longer does not fit into one string. */
const largest = 500_000_000;

/** `belay judge`: what a plan would have made of recorded intervals. */
export function runJudge(terminal: Terminal, rest: readonly string[]): number {
  const asked = readJudgeWords(rest);
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

function text(plan: Plan, judgement: Judgement, { all }: JudgeWords): string {
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

function readRecording(asked: JudgeWords): ReadRecording {
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
    return unreadable(whyUnread[code] ?? `It cannot be read (${code}).`);
  }
}

const whyUnread: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EISDIR: 'It is a folder. Name the file with the recording.',
  EACCES: 'You are not permitted to read it. Change its permissions, or run this as somebody who may.',
};

function unreadable(mistake: string): ReadRecording {
  return { kind: 'unreadable', mistakes: [mistake] };
}

function tooLarge(size: number): string {
  const [is, may] = [size, largest].map((bytes) => `${Math.round(bytes / 1_000_000)} MB`);
  return `It holds ${is}, and at most ${may} are read. Record longer intervals, fewer metrics, or less time.`;
}

function wrongStage({ stages }: Plan, { stage }: JudgeWords): readonly string[] {
  if (stage === null || stage <= stages.length) return [];
  const names = stages.map(({ name }, index) => `${index + 1} (${name})`);
  return [`There is no stage ${stage}. This plan has ${listed(names)}.`];
}
