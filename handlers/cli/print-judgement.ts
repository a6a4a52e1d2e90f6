import { counted } from '../../src/core/prose.ts';
import type { Plan } from '../../src/core/rollout/plan.ts';
import { formatDuration, type Instant } from '../../src/core/time.ts';
import { type ActedFirst, actedFirst } from '../../src/replay/acted-first.ts';
import type { JudgedInterval, Judgement } from '../../src/replay/judge-recording.ts';
import type { Problem } from '../../src/replay/problems.ts';
import { type JudgementOptions, type JudgementPage, judgedTimeline } from './judged-timeline.ts';
import { aligned, paragraph } from './terminal-text.ts';

/** What a plan would have made of a recording: what changed when, what is odd, and where it would have acted. */
export function judgementText(plan: Plan, judgement: Judgement, options: JudgementOptions): string {
  const { intervals, problems } = judgement;
  const time = clockOf(intervals);
  const checks = plan.stages.flatMap((stage) => stage.checks);
  const page: JudgementPage = {
    ...options,
    time,
    indent: Math.max(0, ...intervals.map(({ at }) => time(at).length)) + 4,
    checks: new Map(checks.map((check) => [check.id, check])),
  };
  return [
    ...paragraph(headline(plan, judgement), options.width, options.paint),
    '',
    ...judgedTimeline(plan, intervals, page),
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

function checkTable(intervals: readonly JudgedInterval[], { paint, time }: JudgementPage): readonly string[] {
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
  return ['', paint('dim', head), ...lines];
}

function problemLines(problems: readonly Problem[], page: JudgementPage): readonly string[] {
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

function conclusion(
  intervals: readonly JudgedInterval[],
  interval: number,
  page: JudgementPage,
): readonly string[] {
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

function actedSentence({ at, after, would }: ActedFirst, { time }: JudgementPage): string {
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
