import type { Verdict } from '../../src/core/judge/verdict.ts';
import { counted } from '../../src/core/prose.ts';
import type { Check, CheckAction, Plan } from '../../src/core/rollout/plan.ts';
import { formatDuration, type Instant } from '../../src/core/time.ts';
import { type ActedFirst, actedFirst } from '../../src/replay/acted-first.ts';
import type { JudgedInterval, Judgement } from '../../src/replay/judge-recording.ts';
import type { Problem } from '../../src/replay/problems.ts';
import type { Would } from '../../src/replay/would.ts';
import { aligned, type Paint, paragraph, toneMarks } from './terminal-text.ts';

interface PrintOptions {
  readonly paint: Paint;
  readonly width: number;
  /** Every verdict of every interval, and not only what changed. */
  readonly all: boolean;
}

/** A column for the time, and one for the mark. */
interface Page extends PrintOptions {
  readonly time: (at: Instant) => string;
  readonly indent: number;
  readonly checks: ReadonlyMap<string, Check>;
}

/** What a plan would have made of a recording: what changed when, what is odd, and where it would have acted. */
export function judgementText(plan: Plan, judgement: Judgement, options: PrintOptions): string {
  const { intervals, problems } = judgement;
  const time = clockOf(intervals);
  const checks = plan.stages.flatMap((stage) => stage.checks);
  const page: Page = {
    ...options,
    time,
    indent: Math.max(0, ...intervals.map(({ at }) => time(at).length)) + 4,
    checks: new Map(checks.map((check) => [check.id, check])),
  };
  return [
    ...paragraph(headline(plan, judgement), options.width, options.paint),
    '',
    ...timeline(plan, intervals, page),
    '',
    ...checkTable(intervals, page),
    ...problemLines(problems, page),
    '',
    ...conclusion(intervals, judgement.interval, page),
  ].join('\n');
}

function headline({ service, environment }: Plan, { intervals, interval }: Judgement): string {
  const [first, last] = [intervals[0]?.at ?? 0, intervals.at(-1)?.at ?? 0];
  const from = minuteText(first - interval);
  const to = minuteText(last);
  return `${service} in ${environment}: ${counted(intervals.length, 'interval')} of ${formatDuration(interval)}, ${from} to ${to} UTC`;
}

function timeline(plan: Plan, intervals: readonly JudgedInterval[], page: Page): readonly string[] {
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
  page: Page,
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

function stageLine({ stages }: Plan, { stage }: JudgedInterval, { paint, indent }: Page): string {
  const found = stage === null ? undefined : stages[stage];
  const text =
    stage === null || found === undefined
      ? 'the canary has no traffic'
      : `stage ${stage + 1} of ${stages.length}, ${found.name}`;
  return `${' '.repeat(indent)}${paint('bold', text)}`;
}

function verdictLines(verdict: Verdict, page: Page): readonly string[] {
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

function wouldLines(would: Would, page: Page): readonly string[] {
  const style = would.kind === 'rolled-back' ? 'red' : would.kind === 'gone-on' ? 'green' : 'yellow';
  return marked('moving', `${wouldWords[would.kind]}${whyWords(would, page)}.`, page).map((line) =>
    page.paint(style, line),
  );
}

/** What a check says stands right above already. */
function whyWords({ kind, check, sentence }: Would, { checks }: Page): string {
  const rule = check === null ? undefined : checks.get(check)?.rule;
  if (rule !== undefined) return ` by "${rule.text}"`;
  return kind === 'rolled-back' || kind === 'paused' ? `, ${sentence}` : `: ${clipped(sentence)}`;
}

/** A hold's end names every check that is not met; they stand above. */
const longestReason = 160;

function clipped(sentence: string): string {
  return sentence.length > longestReason ? `${sentence.slice(0, longestReason)}…` : sentence;
}

function marked(
  tone: keyof typeof toneMarks,
  text: string,
  { paint, width, indent }: Page,
): readonly string[] {
  const { mark, style } = toneMarks[tone];
  return paragraph(text, width - indent, paint).map((line, index) =>
    index === 0 ? `${' '.repeat(indent - 2)}${paint(style, mark)} ${line}` : `${' '.repeat(indent)}${line}`,
  );
}

function checkTable(intervals: readonly JudgedInterval[], { paint, time }: Page): readonly string[] {
  const checks = [...new Set(intervals.flatMap(({ verdicts }) => verdicts.map(({ check }) => check)))];
  const rows = checks.map((id) => {
    const told = intervals.flatMap(({ at, verdicts }) => {
      const verdict = verdicts.find(({ check }) => check === id);
      return verdict === undefined ? [] : [{ at, verdict }];
    });
    const acted = told.find(({ verdict }) => verdict.acts);
    const held = told.filter(({ verdict }) => verdict.holdsSince !== null).length;
    const silent = told.filter(({ verdict }) => verdict.verdict === 'no-data').length;
    return [
      id,
      acted === undefined ? '–' : time(acted.at),
      `${held} of ${told.length}`,
      `${silent} of ${told.length}`,
    ];
  });
  if (rows.length === 0) return [];
  const [head = '', ...lines] = aligned([['check', 'acts from', 'holds in', 'no data in'], ...rows]);
  return [paint('dim', head), ...lines];
}

function problemLines(problems: readonly Problem[], page: Page): readonly string[] {
  if (problems.length === 0) return [];
  const { paint, width, time } = page;
  const lines = problems.flatMap(({ at, count, sentence }) => {
    const often = count === 1 ? '' : ` (${count} times, first ${at === null ? 'met' : `at ${time(at)}`})`;
    const when = at === null || count > 1 ? '' : ` (at ${time(at)})`;
    return paragraph(`${sentence}${often}${when}.`, width - 4, paint).map((line, index) =>
      index === 0 ? `  ${paint('yellow', '!')} ${line}` : `    ${line}`,
    );
  });
  return ['', paint('bold', 'What is odd about this recording'), ...lines];
}

function conclusion(intervals: readonly JudgedInterval[], interval: number, page: Page): readonly string[] {
  const { paint, width } = page;
  const acted = actedFirst(intervals, interval);
  const style = acted === null ? 'green' : acted.would.kind === 'rolled-back' ? 'red' : 'yellow';
  const did = acted === null ? nothingDone : actedSentence(acted, page);
  const more = [acted === null ? null : servedSentence(acted), silentSentence(intervals)];
  return [
    ...paragraph(did, width, paint).map((line) => paint(style, line)),
    ...more.flatMap((sentence) => (sentence === null ? [] : paragraph(sentence, width, paint))),
  ];
}

const nothingDone = 'Nothing would have taken this release back, and nothing would have paused it.';

/** Where nothing was judged, nothing was found. */
function silentSentence(intervals: readonly JudgedInterval[]): string | null {
  const verdicts = intervals.flatMap((one) => one.verdicts);
  const all = new Set(verdicts.map(({ check }) => check));
  const told = new Set(verdicts.filter(({ verdict }) => verdict !== 'no-data').map(({ check }) => check));
  if (all.size === 0) return 'No check was asked.';
  if (told.size === all.size) return null;
  const silent = all.size - told.size;
  return `${silent} of ${counted(all.size, 'check')} never had data, and what has no data finds nothing.`;
}

function actedSentence({ at, after, would }: ActedFirst, { time }: Page): string {
  const did = would.kind === 'rolled-back' ? 'been rolled back' : 'been paused';
  return `It would have ${did} at ${time(at)}, after ${formatDuration(after)}, ${would.sentence}.`;
}

function servedSentence({ served }: ActedFirst): string | null {
  if (served === null) return null;
  const [bad, requests] = [served.bad.toLocaleString('en'), served.requests.toLocaleString('en')];
  return `By then the canary had served ${bad} bad requests of ${requests} (${served.metric}).`;
}

/** The time of day, with the date where the recording has several; seconds where some are not whole minutes. */
function clockOf(intervals: readonly JudgedInterval[]): (at: Instant) => string {
  const days = new Set(intervals.map(({ at }) => isoText(at).slice(0, 10)));
  const seconds = intervals.some(({ at }) => at % 60_000 !== 0);
  return (at) => isoText(at).slice(days.size > 1 ? 5 : 11, seconds ? 19 : 16);
}

function minuteText(at: Instant): string {
  return isoText(at).slice(0, 16);
}

function isoText(at: Instant): string {
  return new Date(Math.max(0, at)).toISOString().replace('T', ' ');
}
