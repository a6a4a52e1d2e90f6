import type { Check, Metric } from '../rollout/plan.ts';
import type { Instant, Millis } from '../time.ts';
import { explain } from './explain.ts';
import type { Measurement, Reading } from './measurement.ts';
import type { Comparison, Rule } from './rule.ts';
import type { Verdict } from './verdict.ts';

/** A rule marked `instant` acts on this few requests and errors (requirements: evaluation defaults). */
const instantRequests = 20;
const instantErrors = 5;

/**
 * Looks come some milliseconds early or late, and a rule `for 2s` looked at every second must act at the third
 * look, not at the fourth. So a tenth of the interval may be missing, and never more than a tenth of the `for`.
 * The condition began before it was first seen, so it has truly held at least as long as the rule says.
 */
const toleratedShare = 0.1;

/**
 * One check against one measurement. Without data a trigger's streak is kept, because silence is no recovery;
 * a criterion's is lost, because silence is no proof.
 * @param measurement of the rule's metric over the rule's window; undefined when none was taken
 * @param heldSince since when the rule's condition has held without a break, as of the last evaluation
 * @param interval between two evaluations
 */
export function judge(
  check: Check,
  metric: Metric,
  measurement: Measurement | undefined,
  heldSince: Instant | null,
  now: Instant,
  interval: Millis = 0,
): Verdict {
  const evidence = weigh(check.rule, metric, measurement);
  if (evidence.kind === 'none') {
    return {
      check: check.id,
      verdict: 'no-data',
      value: null,
      limit: null,
      stable: finiteValue(measurement?.stable),
      requests: countedRequests(measurement?.canary),
      holdsSince: check.action === 'criterion' ? null : heldSince,
      acts: false,
      ...linkOf(measurement),
      sentence: `${check.rule.text}: no data, ${evidence.sentence}`,
    };
  }
  const { holds } = evidence;
  const holdsSince = holds ? (heldSince ?? now) : null;
  const acts = holdsSince !== null && hasLasted(now - holdsSince, check.rule.sustained, interval);
  const partial = {
    check: check.id,
    verdict: verdictOf(check, holds, acts),
    value: evidence.value,
    limit: evidence.limit,
    stable: finiteValue(measurement?.stable),
    requests: countedRequests(measurement?.canary),
    holdsSince,
    acts,
    ...linkOf(measurement),
  };
  return { ...partial, sentence: explain(check, metric, partial, now, toldOf(measurement)) };
}

function linkOf(measurement: Measurement | undefined): Pick<Verdict, 'link'> {
  return measurement?.link === undefined ? {} : { link: measurement.link };
}

function toldOf(measurement: Measurement | undefined): string | undefined {
  return measurement?.canary.kind === 'value' ? measurement.canary.told : undefined;
}

function hasLasted(held: Millis, sustained: Millis, interval: Millis): boolean {
  return held >= sustained - toleratedShare * Math.min(interval, sustained);
}

function verdictOf(check: Check, holds: boolean, acts: boolean): Verdict['verdict'] {
  switch (check.action) {
    case 'criterion':
      return acts ? 'pass' : 'fail';
    case 'warn':
      return acts ? 'warn' : 'pass';
    case 'pause':
    case 'rollback':
      if (acts) return 'fail';
      return holds ? 'warn' : 'pass';
  }
}

interface Held {
  readonly kind: 'value';
  readonly value: number;
  readonly limit: number;
  readonly holds: boolean;
}

type Evidence = Held | { readonly kind: 'none'; readonly sentence: string };

function weigh(rule: Rule, metric: Metric, measurement: Measurement | undefined): Evidence {
  if (measurement === undefined) return none(`${rule.metric} was not measured`);
  const { canary, stable } = measurement;
  if (canary.kind === 'none') return none(canary.sentence);
  if (!Number.isFinite(canary.value)) return none(`canary's ${rule.metric} is not a number`);
  const few = tooFew(rule, metric, canary);
  if (few !== null) return none(few);
  switch (rule.limit.kind) {
    case 'absolute':
      return held(rule, canary.value, rule.limit.value);
    case 'baseline-offset':
      if (metric.baseline === null) return none(`${metric.name} has no baseline`);
      return held(rule, canary.value, exactly(metric.baseline + rule.limit.offset));
    case 'stable-factor':
      return againstStable(rule, rule.limit.factor, metric, canary, stable);
    case 'worse':
    case 'within':
    case 'score':
      return none(`${rule.metric} is judged by its evidence`);
  }
}

function held(rule: Rule, value: number, limit: number): Held {
  return { kind: 'value', value, limit, holds: compare(value, rule.comparison, limit) };
}

/** Rules act exactly at their limit, and 1.1 times 200 is 220, not 220.00000000000003. */
function exactly(limit: number): number {
  return Number(limit.toPrecision(12));
}

/**
 * A factor of nothing is nothing. Where stable has 0 and canary 0 too, both are alike and compare as 1 with the
 * factor. Where canary has some errors, one of them must not take a rollout back: it takes as many as `instant`.
 */
function againstStable(rule: Rule, factor: number, metric: Metric, canary: Value, stable: Reading): Evidence {
  if (stable.kind === 'none') return none(`nothing to compare with: ${stable.sentence}`);
  if (!Number.isFinite(stable.value)) return none(`stable's ${metric.name} is not a number`);
  if (stable.value < 0) return none(`stable's ${metric.name} is negative, so a factor of it says nothing`);
  const needed = rule.instant ? Math.min(instantRequests, rule.minimumRequests) : rule.minimumRequests;
  if (stable.requests !== null && stable.requests < needed) {
    return none(`nothing to compare with: ${stable.requests} of ${needed} stable requests needed`);
  }
  if (stable.value > 0) return held(rule, canary.value, exactly(stable.value * factor));
  if (canary.value === 0) return { ...held(rule, 0, 0), holds: compare(1, rule.comparison, factor) };
  if (countsErrors(metric, canary) && (canary.errors ?? 0) < instantErrors) {
    return none(`stable has 0 to compare with, so ${canary.errors} of ${instantErrors} errors needed`);
  }
  return held(rule, canary.value, 0);
}

function countsErrors(metric: Metric, canary: Value): boolean {
  return metric.unit === 'ratio' && canary.errors !== null;
}

function none(sentence: string): Evidence {
  return { kind: 'none', sentence };
}

type Value = Extract<Reading, { kind: 'value' }>;

/** @returns why the samples do not suffice, or null when they do */
function tooFew(rule: Rule, metric: Metric, canary: Value): string | null {
  if (canary.requests === null || canary.requests >= rule.minimumRequests) return null;
  if (!rule.instant) return `${canary.requests} of ${rule.minimumRequests} canary requests needed`;
  if (canary.requests < instantRequests)
    return `${canary.requests} of ${instantRequests} canary requests needed`;
  if (countsErrors(metric, canary) && (canary.errors ?? 0) < instantErrors) {
    return `${canary.errors} of ${instantErrors} errors needed below ${rule.minimumRequests} requests`;
  }
  return null;
}

function compare(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
  }
}

function finiteValue(reading: Reading | undefined): number | null {
  return reading?.kind === 'value' && Number.isFinite(reading.value) ? reading.value : null;
}

function countedRequests(reading: Reading | undefined): number | null {
  return reading?.kind === 'value' ? reading.requests : null;
}
