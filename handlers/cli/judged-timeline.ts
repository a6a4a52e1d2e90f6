import type { Verdict } from '../../src/core/judge/verdict.ts';
import type { Check, CheckAction, Plan } from '../../src/core/rollout/plan.ts';
import type { Instant } from '../../src/core/time.ts';
import type { JudgedInterval } from '../../src/replay/judge-recording.ts';
import type { Would } from '../../src/replay/would.ts';
import { type Paint, paragraph, toneMarks } from './terminal-text.ts';

export interface JudgementOptions {
  readonly paint: Paint;
  readonly width: number;
  /** Every verdict of every interval, and not only what changed. */
  readonly all: boolean;
}

/** A column for the time, and one for the mark. */
export interface JudgementPage extends JudgementOptions {
  readonly time: (at: Instant) => string;
  readonly indent: number;
  readonly checks: ReadonlyMap<string, Check>;
}

/** What changed from interval to interval, and what a rollout would have done. */
export function judgedTimeline(
  plan: Plan,
  intervals: readonly JudgedInterval[],
  page: JudgementPage,
): readonly string[] {
  let before: JudgedInterval | undefined;
  return intervals.flatMap((interval) => {
    const lines = intervalLines(plan, before, interval, page);
    before = interval;
    return lines;
  });
}

function intervalLines(
  plan: Plan,
  before: JudgedInterval | undefined,
  interval: JudgedInterval,
  page: JudgementPage,
): readonly string[] {
  const known = new Map(before?.verdicts.map((verdict) => [verdict.check, standing(verdict)]));
  const shown = page.all
    ? interval.verdicts
    : interval.verdicts.filter((verdict) => known.get(verdict.check) !== standing(verdict));
  const moved = before?.stage === interval.stage ? [] : [stageLine(plan, interval, page)];
  const lines = [
    ...moved,
    ...shown.flatMap((verdict) => verdictLines(verdict, page)),
    ...interval.would.flatMap((would) => wouldLines(would, page)),
  ];
  const [first, ...rest] = lines;
  if (first === undefined) return [];
  const time = page.time(interval.at);
  return [`${page.paint('dim', time)}${first.slice(time.length)}`, ...rest];
}

/** What makes a verdict another one, whatever its numbers. */
function standing({ verdict, acts, outcome, holdsSince }: Verdict): string {
  return [verdict, acts, outcome, holdsSince !== null].join(' ');
}

function stageLine({ stages }: Plan, { stage }: JudgedInterval, { paint, indent }: JudgementPage): string {
  const found = stage === null ? undefined : stages[stage];
  const text =
    stage === null || found === undefined
      ? 'the canary has no traffic'
      : `stage ${stage + 1} of ${stages.length}, ${found.name}`;
  return `${' '.repeat(indent)}${paint('bold', text)}`;
}

function verdictLines(verdict: Verdict, page: JudgementPage): readonly string[] {
  return marked(toneOf(verdict, page.checks.get(verdict.check)?.action), verdict.sentence, page);
}

/** A criterion that is not met is nothing to worry about before its hold is over. */
function toneOf(
  { verdict, acts, holdsSince }: Verdict,
  action: CheckAction | undefined,
): keyof typeof toneMarks {
  if (verdict === 'no-data') return 'quiet';
  if (action === 'criterion') return acts ? 'good' : 'moving';
  if (action === 'warn') return acts ? 'warning' : 'good';
  if (acts) return 'bad';
  return holdsSince === null ? 'good' : 'warning';
}

const wouldWords: Readonly<Record<Would['kind'], string>> = {
  'rolled-back': 'Here it would have been rolled back',
  paused: 'Here it would have been paused',
  asked: 'Here the hold is over, and people would have been asked',
  extended: 'Here the hold is over, and it would have been extended',
  'gone-on': 'Here the hold is over, and it would have gone on',
};

function wouldLines(would: Would, page: JudgementPage): readonly string[] {
  const style = would.kind === 'rolled-back' ? 'red' : would.kind === 'gone-on' ? 'green' : 'yellow';
  return marked('moving', `${wouldWords[would.kind]}${whyWords(would, page)}`, page).map((line) =>
    page.paint(style, line),
  );
}

/** The rest of the line. What a check says stands right above already. */
function whyWords({ kind, check, sentence }: Would, { checks }: JudgementPage): string {
  const rule = check === null ? undefined : checks.get(check)?.rule;
  if (rule !== undefined) return ` by "${rule.text}".`;
  return kind === 'rolled-back' || kind === 'paused' ? `, ${sentence}.` : `: ${clipped(sentence)}`;
}

/** A hold's end names every check that is not met; they stand above. */
const longestReason = 160;

/** Ends with its stop, or after a whole word with an ellipsis. */
function clipped(sentence: string): string {
  if (sentence.length <= longestReason) return `${sentence}.`;
  const shown = sentence.slice(0, longestReason + 1);
  return `${shown.slice(0, shown.lastIndexOf(' ')).replace(/[,;:]$/u, '')} …`;
}

function marked(
  tone: keyof typeof toneMarks,
  text: string,
  { paint, width, indent }: JudgementPage,
): readonly string[] {
  const { mark, style } = toneMarks[tone];
  return paragraph(text, width - indent, paint).map((line, index) =>
    index === 0 ? `${' '.repeat(indent - 2)}${paint(style, mark)} ${line}` : `${' '.repeat(indent)}${line}`,
  );
}
