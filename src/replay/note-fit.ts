import type { Rule } from '../core/judge/rule.ts';
import { needsStable, stageChecks } from '../core/judge/stage-checks.ts';
import { nearest } from '../core/nearest.ts';
import type { Plan } from '../core/rollout/plan.ts';
import type { Rollout } from '../core/rollout/state.ts';
import { formatDuration, type Instant, type Millis } from '../core/time.ts';
import { noteUnlikelyCounts } from './note-totals.ts';
import type { Problems } from './problems.ts';
import type { RecordedInterval, Recording } from './recording.ts';

/** Says where plan and recording do not fit together. */
export function noteFit(
  plan: Plan,
  intervals: readonly RecordedInterval[],
  interval: Millis,
  recording: Pick<Recording, 'durations' | 'counts'>,
  problems: Problems,
): void {
  if (recording.durations === 'ms') noteUnlikelyUnits(plan, intervals, problems);
  if (recording.counts === 'interval') noteUnlikelyCounts(intervals, problems);
  const rules = distinct(plan.stages.flatMap(({ checks }) => checks.map(({ rule }) => rule)));
  const recorded = new Set(intervals.flatMap(({ metrics }) => [...metrics.keys()]));
  const names = plan.metrics.map(({ name }) => name);
  for (const name of recorded) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    const hint = near === null ? '' : `; did you mean ${near}?`;
    problems.note(
      'unknown-metric',
      null,
      `${name} is recorded, and no check of this plan asks for it${hint}`,
    );
  }
  for (const name of names.filter((metric) => !recorded.has(metric))) {
    const texts = rules.filter(({ metric }) => metric === name).map(({ text }) => text);
    const who = texts.length === 0 ? 'the comparison' : texts.join(', ');
    problems.note('not-recorded', null, `${name} is not in the recording, so these have no data: ${who}`);
  }
  for (const { text, window, limit } of rules) {
    if (limit.kind === 'worse' || limit.kind === 'within' || window >= interval) continue;
    const sentence = `${text} looks back ${formatDuration(window)}; here it looks at whole intervals of ${formatDuration(interval)}`;
    problems.note('short-window', null, sentence);
  }
  for (const one of intervals) noteSides(one, new Set(names), comparedMetrics(plan, rules), problems);
}

/** Histograms of services reach up to seconds; Prometheus counts those as 1, 2.5 and 10. */
const unlikelyMillis = 60;

function noteUnlikelyUnits(
  { metrics }: Plan,
  intervals: readonly RecordedInterval[],
  problems: Problems,
): void {
  for (const { name } of metrics.filter(({ unit }) => unit === 'duration')) {
    const told = intervals.find((one) => one.metrics.get(name)?.canary?.kind === 'counts');
    const side = told?.metrics.get(name)?.canary;
    const counters = side?.kind === 'counts' ? Object.values(side.instances) : [];
    const largest = Math.max(
      ...counters.map((counter) => (counter.kind === 'histogram' ? (counter.boundaries.at(-1) ?? 0) : 0)),
    );
    if (largest <= 0 || largest > unlikelyMillis) continue;
    const sentence = `the last bucket of ${name} ends at ${largest} ms; where it is in seconds, say \`--durations s\``;
    problems.note('unlikely-unit', null, sentence);
  }
}

function distinct(rules: readonly Rule[]): readonly Rule[] {
  return [...new Map(rules.map((rule) => [rule.text, rule])).values()];
}

function comparedMetrics(plan: Plan, rules: readonly Rule[]): ReadonlySet<string> {
  const compared = rules.filter(({ limit }) => needsStable(limit)).map(({ metric }) => metric);
  return new Set([...compared, ...(plan.comparison?.metrics.map(({ metric }) => metric) ?? [])]);
}

function noteSides(
  { at, metrics }: RecordedInterval,
  names: ReadonlySet<string>,
  compared: ReadonlySet<string>,
  problems: Problems,
): void {
  const told = [...metrics].filter(
    ([name, { canary, stable }]) => names.has(name) && (canary ?? stable) !== null,
  );
  if (told.length === 0)
    problems.note('empty-interval', at, 'an interval holds nothing that a check asks for');
  for (const [name, { canary, stable }] of told) {
    if (canary === null)
      problems.note('one-sided', at, `${name} is told of stable alone; without the canary's it is no data`);
    else if (stable === null && compared.has(name)) {
      problems.note('one-sided', at, `${name} is told of the canary alone; there is nothing to compare with`);
    }
  }
}

/** Says which checks had too few requests to judge, at the look that has just been made. */
export function noteThin(
  { plan, measurements, verdicts }: Rollout,
  stage: number,
  at: Instant,
  problems: Problems,
): void {
  for (const { id, rule } of stageChecks(plan, stage)) {
    if (verdicts.find(({ check }) => check === id)?.verdict !== 'no-data') continue;
    const measured = measurements.find(
      ({ metric, window }) => metric === rule.metric && window === rule.window,
    );
    const sides = [measured?.canary, measured?.stable];
    if (
      sides.some(
        (side) => side?.kind === 'value' && side.requests !== null && side.requests < rule.minimumRequests,
      )
    ) {
      const sentence = `${rule.text} had fewer than the ${rule.minimumRequests} requests that it takes to judge`;
      problems.note('too-little-traffic', at, sentence);
    }
  }
}
