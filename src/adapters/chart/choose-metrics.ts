import type { ChartMetric } from '../../core/card/chart.ts';
import { everyCheck } from '../../core/card/checks.ts';
import type { Recorded } from '../../core/rollout/events.ts';
import type { Rollout } from '../../core/rollout/state.ts';

/** More than these would be too small to read on a phone. */
const most = 2;

/** The metrics that decided how the rollout went, then those that people look at first. */
export function chooseMetrics(
  { plan }: Rollout,
  events: readonly Recorded[],
  metrics: readonly ChartMetric[],
): readonly ChartMetric[] {
  const byCheck = new Map(everyCheck(plan).map(({ id, rule }) => [id, rule.metric]));
  const causes = events.flatMap(({ event }) =>
    event.kind === 'rollback-ordered' && event.cause.kind === 'trigger' ? [event.cause.check] : [],
  );
  const broken = events.flatMap(({ event }) =>
    event.kind === 'measured'
      ? event.verdicts.filter(({ verdict }) => verdict === 'fail').map(({ check }) => check)
      : [],
  );
  const triggers = everyCheck(plan)
    .filter(({ action }) => action === 'rollback')
    .map(({ id }) => id);
  const named = (checks: readonly string[]) => new Set(checks.map((check) => byCheck.get(check)));
  const ranks = [
    named(causes.slice(-1)),
    new Set(['error-rate']),
    named(broken),
    new Set(['p95']),
    named(triggers),
    new Set(byCheck.values()),
  ];
  const rank = ({ name }: ChartMetric) => {
    const found = ranks.findIndex((names) => names.has(name));
    return found === -1 ? ranks.length : found;
  };
  return metrics.toSorted((a, b) => rank(a) - rank(b)).slice(0, most);
}
