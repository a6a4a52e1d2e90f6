import type { Check, Metric, Plan } from '../rollout/plan.ts';
import { formatDuration, type Instant } from '../time.ts';
import { formatValue } from './format.ts';
import type { Measurement } from './measurement.ts';
import { type Combined, falseAlarmsOf } from './sequential/combine.ts';
import { atLeast } from './sequential/grid.ts';
import {
  type Evidence,
  gaugeMeans,
  goodEvidence,
  type Question,
  type Standing,
  standingOf,
} from './sequential/standing.ts';
import type { Verdict } from './verdict.ts';

/** What a test of one metric is judged by. */
export interface Tested {
  readonly check: Check;
  readonly metric: Metric;
  readonly evidence: Evidence | undefined;
  /** Requests of the canary that were counted before this stage: with no more, nothing is known of it. */
  readonly countedBefore: number;
  /** Of all tested metrics whose checks do the same. */
  readonly combined: Combined;
  /** Of the metric now, for the value that is shown. */
  readonly measurement: Measurement | undefined;
  /** The end of the canary's warm-up; null when there is none, or it is over. */
  readonly warmUntil: Instant | null;
  readonly heldSince: Instant | null;
  readonly now: Instant;
}

/** `error-rate worse than stable`, `error-rate within 1.5x stable`: what the evidence of every look so far comes to. */
export function judgeSequential(plan: Plan, tested: Tested): Verdict {
  const { check, evidence, warmUntil, now } = tested;
  const silence = silenceOf(evidence);
  if (warmUntil !== null) {
    return noData(tested, `the canary warms up for ${formatDuration(warmUntil - now)} more`);
  }
  if (evidence === undefined || silence !== null) {
    return noData(tested, silence ?? 'nothing has been counted yet');
  }
  const { limit } = check.rule;
  const verdict =
    limit.kind === 'within'
      ? judgeWithin(plan, tested, evidence, limit.margin)
      : judgeWorse(plan, tested, evidence, limit.kind === 'worse' ? limit.margin : 1);
  const isIdle = evidence.kind === 'counted' && (requestsOf(evidence) ?? 0) <= tested.countedBefore;
  // What was shown to be worse stays so, whoever counts no more; what was shown to be good does not.
  return isIdle && verdict.outcome !== 'worse'
    ? noData(tested, 'no request of the canary was counted since this stage began')
    : verdict;
}

function silenceOf(evidence: Evidence | undefined): string | null {
  if (evidence === undefined) return null;
  if (evidence.silence !== null) return evidence.silence;
  const begun = evidence.kind === 'gauge' ? evidence.looks > 0 : (requestsOf(evidence) ?? 0) > 0;
  return begun ? null : 'no requests of the canary have been counted yet';
}

function judgeWorse(plan: Plan, tested: Tested, evidence: Evidence, margin: number): Verdict {
  const { check, metric, combined, heldSince, now } = tested;
  const share = combined.byMetric.get(metric.name);
  const needed = 1 / falseAlarmsOf(plan);
  const leads = combined.leading === metric.name;
  const log = leads ? combined.log : Math.min(share?.log ?? 0, combined.log);
  const acts = leads && combined.log >= Math.log(needed);
  const standing =
    share?.standing ?? standingOf(evidence, margin, falseAlarmsOf(plan), metric.worse === 'lower');
  const verdict = !acts ? 'pass' : check.action === 'warn' ? 'warn' : 'fail';
  return {
    ...figures(tested, evidence),
    verdict,
    holdsSince: acts ? (heldSince ?? now) : null,
    acts,
    outcome: acts ? 'worse' : 'not-yet-known',
    evidence: { kind: 'e-value', value: shown(log), needed },
    sentence: sentence(tested, evidence, acts ? 'breaks' : 'does not break', standing, shown(log), needed),
  };
}

function judgeWithin(plan: Plan, tested: Tested, evidence: Evidence, margin: number): Verdict {
  const { metric, heldSince, now } = tested;
  const alpha = falseAlarmsOf(plan);
  const lowerIsWorse = metric.worse === 'lower';
  const log = goodEvidence(evidence, margin, alpha, lowerIsWorse);
  const needed = 1 / alpha;
  const good = log >= Math.log(needed);
  const standing = standingOf(evidence, 1, alpha, lowerIsWorse);
  return {
    ...figures(tested, evidence),
    verdict: good ? 'pass' : 'fail',
    holdsSince: good ? (heldSince ?? now) : null,
    acts: good,
    outcome: good ? 'good-enough' : 'not-yet-known',
    evidence: { kind: 'e-value', value: shown(log), needed },
    sentence: sentence(tested, evidence, good ? 'meets' : 'does not meet yet', standing, shown(log), needed),
  };
}

function noData({ check, measurement, heldSince, evidence }: Tested, why: string): Verdict {
  return {
    check: check.id,
    verdict: 'no-data',
    value: null,
    limit: null,
    stable: null,
    requests: evidence === undefined ? null : requestsOf(evidence),
    holdsSince: check.action === 'criterion' ? null : heldSince,
    acts: false,
    outcome: 'not-yet-known',
    ...linkOf(measurement),
    sentence: `${check.rule.text}: no data, ${why}`,
  };
}

function linkOf(measurement: Measurement | undefined) {
  return measurement?.link === undefined ? {} : { link: measurement.link };
}

function figures({ check, measurement }: Tested, evidence: Evidence) {
  const means = gaugeMeans(evidence);
  return {
    check: check.id,
    value: means === null ? finite(measurement?.canary) : means.canary,
    limit: null,
    stable: means === null ? finite(measurement?.stable) : means.stable,
    requests: requestsOf(evidence),
    ...linkOf(measurement),
  };
}

function finite(reading: Measurement['canary'] | undefined): number | null {
  return reading?.kind === 'value' && Number.isFinite(reading.value) ? reading.value : null;
}

function requestsOf(evidence: Evidence): number | null {
  return evidence.kind === 'gauge' ? null : (evidence.strands[0]?.canary.requests ?? 0);
}

/** E-values are told in few digits; beyond a billion they are all the same. */
function shown(log: number): number {
  return Number(Math.exp(Math.min(log, Math.log(1e9))).toPrecision(2));
}

/** `error-rate 1.9% breaks "error-rate worse than stable" (312 requests in 4m, stable 0.51% of 2790, evidence 240, 100 needed)` */
function sentence(
  { check, metric, now }: Tested,
  evidence: Evidence,
  relation: string,
  { question, accepted, dispersion }: Standing,
  value: number,
  needed: number,
): string {
  const known = [
    ...(evidence.kind === 'gauge'
      ? gaugeWords(evidence, metric)
      : countedWords(evidence, metric, question, now)),
    `evidence ${value}, ${needed} needed`,
    ...(dispersion > 1 ? [`counts of stable vary ${round(dispersion)} times as much as chance`] : []),
    ...(accepted > marginOf(check) ? [acceptedWords(accepted)] : []),
    ...(evidence.kind === 'counted' && evidence.note !== null ? [evidence.note] : []),
  ];
  return `${subject(metric, evidence, question)} ${relation} "${check.rule.text}" (${known.join(', ')})`;
}

/** What is accepted beyond all odds that are bet on lets everything pass, and people must know. */
function acceptedWords(accepted: number): string {
  return atLeast(accepted) === null
    ? "stable's instances differ so much from each other that no difference would show"
    : `${round(accepted)} times the odds accepted, for stable's instances differ`;
}

function marginOf({ rule }: Check): number {
  return rule.limit.kind === 'worse' ? rule.limit.margin : 1;
}

function subject(metric: Metric, evidence: Evidence, question: Question | null): string {
  const means = gaugeMeans(evidence);
  if (means !== null) return `${metric.name} ${formatValue(means.canary, metric.unit)} on average`;
  if (question === null) return metric.name;
  const share = formatValue(good(metric, question.canary), 'ratio');
  return question.boundary === null
    ? `${metric.name} ${share}`
    : `${metric.name}: ${share} slower than ${formatValue(question.boundary, metric.unit)}`;
}

/** The share as the metric tells it: of a metric whose good ones are counted, the good ones. */
function good({ worse, source }: Metric, { requests, bad }: Question['canary']): number {
  const share = requests === 0 ? 0 : bad / requests;
  const inverted = worse === 'lower' || (source.kind === 'traffic' && source.series === 'success-rate');
  return inverted ? 1 - share : share;
}

function countedWords(
  evidence: Extract<Evidence, { kind: 'counted' }>,
  metric: Metric,
  question: Question | null,
  now: Instant,
): readonly string[] {
  if (question === null) return [];
  const since = evidence.since === null ? '' : ` in ${formatDuration(now - evidence.since)}`;
  const { stable, canary } = question;
  return [
    `${canary.requests} requests${since}`,
    `stable ${formatValue(good(metric, stable), 'ratio')} of ${stable.requests}`,
  ];
}

function gaugeWords(evidence: Extract<Evidence, { kind: 'gauge' }>, metric: Metric): readonly string[] {
  const means = gaugeMeans(evidence);
  return [
    `${evidence.looks} looks`,
    ...(means === null ? [] : [`stable ${formatValue(means.stable, metric.unit)}`]),
  ];
}

function round(value: number): string {
  return String(Number(value.toPrecision(2)));
}
