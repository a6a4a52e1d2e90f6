import { chartSeries } from '../../card/chart.ts';
import { counted, listed, percent } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import { formatDuration, type Instant } from '../../time.ts';
import { looksOf, sharpest } from '../figures/metric-figures.ts';

/** A stretch of time in which the canary had one weight, in percent. */
export interface Share {
  readonly weight: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** Requests of the canary behind its own measurements, in windows that do not overlap: never more than there were. */
export interface CountedRequests {
  readonly requests: number;
  /** Null where failures are not counted. */
  readonly failed: number | null;
}

/** When the canary had how much of the traffic, without the times at which it had none. */
export function sharesOf({ plan }: Rollout, events: readonly Recorded[], now: Instant): readonly Share[] {
  const { weights } = chartSeries(events, plan);
  const shares: Share[] = [];
  for (const [index, { at, weight }] of weights.entries()) {
    const to = weights[index + 1]?.at ?? now;
    const last = shares.at(-1);
    if (last?.weight === weight && last.to === at) shares[shares.length - 1] = { ...last, to };
    else if (weight > 0 && to > at) shares.push({ weight, from: at, to });
  }
  return shares;
}

/** `The canary had 10 % of the traffic for 5m and 50 % for 4m, 9m in all.` */
export function sharesSentence(shares: readonly Share[]): string {
  if (shares.length === 0) return 'No request was sent to the canary by weight: it never had any traffic.';
  const parts = shares.map(
    ({ weight, from, to }, index) =>
      `${percent(weight)}${index === 0 ? ' of the traffic' : ''} for ${formatDuration(to - from)}`,
  );
  const all = shares.reduce((sum, { from, to }) => sum + to - from, 0);
  const total = shares.length === 1 ? '' : `, ${formatDuration(all)} in all`;
  return `The canary had ${listed(parts)}${total}.`;
}

/**
 * What the canary is known to have served, the last windows first; null where no metric counts its requests.
 * @param since windows that reach further back are left out: they would count what was served at another weight
 */
export function countedRequests(
  { plan }: Rollout,
  events: readonly Recorded[],
  since: Instant = 0,
): CountedRequests | null {
  const all = plan.metrics.flatMap(({ name }) => countedBy(name, events, since) ?? []);
  const [most = null] = all.toSorted(
    (a, b) => Number(b.failed !== null) - Number(a.failed !== null) || b.requests - a.requests,
  );
  return most;
}

function countedBy(metric: string, events: readonly Recorded[], since: Instant): CountedRequests | null {
  let found = null as CountedRequests | null;
  let from: Instant = Number.POSITIVE_INFINITY;
  for (const { at, event } of looksOf(events).toReversed()) {
    const measurement = sharpest(event.measurements, metric);
    if (measurement === null || measurement.canary.kind === 'none') continue;
    const { requests, errors } = measurement.canary;
    if (requests === null || at > from || at - measurement.window < since) continue;
    from = at - measurement.window;
    const before: CountedRequests = found ?? { requests: 0, failed: 0 };
    const failed = errors === null || before.failed === null ? null : before.failed + errors;
    found = { requests: before.requests + requests, failed };
  }
  return found;
}

export function requestsSentence(requests: CountedRequests | null): string {
  if (requests === null) return 'How many requests it served was not counted.';
  return `It served at least ${counted(requests.requests, 'request')}${failedClause(requests.failed)} (counted in windows that do not overlap).`;
}

function failedClause(failed: number | null): string {
  if (failed === null) return '';
  return failed === 0 ? ', and none of those counted failed' : `, at least ${failed} of them failed`;
}
