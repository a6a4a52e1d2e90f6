import type { Check, Metric } from '../rollout/plan.ts';
import type { Instant } from '../time.ts';
import { explain } from './explain.ts';
import type { Measurement, Reading } from './measurement.ts';
import type { Comparison, Limit, Rule } from './rule.ts';
import type { Verdict } from './verdict.ts';

/** A rule marked `instant` acts on this few requests and errors (requirements: evaluation defaults). */
const instantRequests = 20;
const instantErrors = 5;

/**
 * One check against one measurement.
 * @param measurement of the rule's metric over the rule's window; undefined when none was taken
 * @param heldSince since when the rule's condition has held without a break, as of the last evaluation
 */
export function judge(
  check: Check,
  metric: Metric,
  measurement: Measurement | undefined,
  heldSince: Instant | null,
  now: Instant,
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
      holdsSince: heldSince,
      acts: false,
      sentence: `${check.rule.text}: no data, ${evidence.sentence}`,
    };
  }
  const holds = compare(evidence.value, check.rule.comparison, evidence.limit);
  const holdsSince = holds ? (heldSince ?? now) : null;
  const acts = holdsSince !== null && now - holdsSince >= check.rule.sustained;
  const partial = {
    check: check.id,
    verdict: verdictOf(check, holds, acts),
    value: evidence.value,
    limit: evidence.limit,
    stable: finiteValue(measurement?.stable),
    requests: countedRequests(measurement?.canary),
    holdsSince,
    acts,
  };
  return { ...partial, sentence: explain(check, metric, partial, now) };
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

type Evidence =
  | { readonly kind: 'value'; readonly value: number; readonly limit: number }
  | { readonly kind: 'none'; readonly sentence: string };

function weigh(rule: Rule, metric: Metric, measurement: Measurement | undefined): Evidence {
  if (measurement === undefined) return none(`${rule.metric} was not measured`);
  const { canary, stable } = measurement;
  if (canary.kind === 'none') return none(canary.sentence);
  if (!Number.isFinite(canary.value)) return none(`canary's ${rule.metric} is not a number`);
  const few = tooFew(rule, metric, canary);
  if (few !== null) return none(few);
  const limit = limitOf(rule.limit, metric, stable);
  return typeof limit === 'string' ? none(limit) : { kind: 'value', value: canary.value, limit };
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
  const countsErrors = metric.unit === 'ratio' && canary.errors !== null;
  if (countsErrors && (canary.errors ?? 0) < instantErrors) {
    return `${canary.errors} of ${instantErrors} errors needed below ${rule.minimumRequests} requests`;
  }
  return null;
}

/** @returns the limit in the metric's unit, or a sentence why there is none */
function limitOf(limit: Limit, metric: Metric, stable: Reading): number | string {
  switch (limit.kind) {
    case 'absolute':
      return limit.value;
    case 'baseline-offset':
      return metric.baseline === null ? `${metric.name} has no baseline` : metric.baseline + limit.offset;
    case 'stable-factor':
      if (stable.kind === 'none') return `nothing to compare with: ${stable.sentence}`;
      if (!Number.isFinite(stable.value)) return `stable's ${metric.name} is not a number`;
      return stable.value * limit.factor;
  }
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
