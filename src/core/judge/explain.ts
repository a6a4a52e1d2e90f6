import type { Check, Metric } from '../rollout/plan.ts';
import { formatDuration, type Instant } from '../time.ts';
import { formatValue } from './format.ts';
import type { Verdict } from './verdict.ts';

/**
 * `error-rate 8.1% breaks "error-rate > 5% for 5m" (1m window, 412 requests, stable 0.1%), for 2m of 5m`
 * @param told what was reported, where that is what the metric counts
 */
export function explain(
  check: Check,
  metric: Metric,
  verdict: Omit<Verdict, 'sentence'>,
  now: Instant,
  told?: string,
): string {
  const { rule } = check;
  const value = verdict.value === null ? 'unknown' : formatValue(verdict.value, metric.unit);
  const details = [
    `${formatDuration(rule.window)} window`,
    ...(verdict.requests === null ? [] : [`${verdict.requests} requests`]),
    ...(verdict.stable === null ? [] : [`stable ${formatValue(verdict.stable, metric.unit)}`]),
    ...(rule.limit.kind === 'absolute' || verdict.limit === null
      ? []
      : [`limit ${formatValue(verdict.limit, metric.unit)}`]),
  ];
  return `${rule.metric} ${value} ${relation(check, verdict)} "${rule.text}" (${details.join(', ')})${held(check, verdict, now)}${told === undefined ? '' : `; ${told}`}`;
}

function relation(check: Check, verdict: Omit<Verdict, 'sentence'>): string {
  if (check.action === 'criterion') return verdict.acts ? 'meets' : 'does not meet';
  return verdict.holdsSince === null ? 'does not break' : 'breaks';
}

function held(check: Check, verdict: Omit<Verdict, 'sentence'>, now: Instant): string {
  const { sustained } = check.rule;
  if (sustained === 0 || verdict.holdsSince === null) return '';
  const soFar = now - verdict.holdsSince;
  if (verdict.acts) return `, held for ${formatDuration(soFar)}`;
  return soFar <= 0
    ? `, just begun, ${formatDuration(sustained)} needed`
    : `, for ${formatDuration(soFar)} of ${formatDuration(sustained)}`;
}
