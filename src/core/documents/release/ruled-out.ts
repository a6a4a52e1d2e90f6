import { formatValue } from '../../judge/format.ts';
import { counted, listed } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Plan } from '../../rollout/plan.ts';
import { isAlike } from '../figures/difference.ts';
import { looksOf, metricFigures } from '../figures/metric-figures.ts';
import type { Breach } from './breach.ts';
import { byDifference } from './what-differed.ts';

/** What the recorded data speaks against, and what it cannot say. Each sentence names what it goes by. */
export function ruledOut(plan: Plan, breach: Breach): readonly string[] {
  return [...alikeMetrics(plan, breach), ...stableItself(plan, breach), ...probes(breach), ...router(breach)];
}

function alikeMetrics(plan: Plan, { look }: Breach): readonly string[] {
  const same = look === null ? [] : byDifference(plan, look).filter(({ pair }) => isAlike(pair));
  if (same.length === 0) return [];
  return [`Both versions were alike in ${listed(same.map(({ figures }) => figures.metric.name))}.`];
}

/** What hits both versions is not of the new one. */
function stableItself(plan: Plan, { before, trigger }: Breach): readonly string[] {
  if (trigger === null) return [];
  const found = metricFigures(plan, looksOf(before)).find(
    ({ metric }) => metric.name === trigger.check.rule.metric,
  );
  const limit = trigger.verdict?.limit ?? null;
  const worst = found?.stable.worst ?? null;
  if (found === undefined || worst === null || limit === null) return [];
  if (trigger.check.rule.limit.kind !== 'absolute') return [];
  const within = found.lowIsBad ? worst >= limit : worst <= limit;
  const seen = `${formatValue(worst, found.metric.unit)} at its worst`;
  return [
    within
      ? `Stable kept the same limit all along (${found.metric.name} ${seen}): what both versions share does not explain it alone.`
      : `Stable broke the same limit too (${found.metric.name} ${seen}): what both versions share may have played a part.`,
  ];
}

function probes({ before, account }: Breach): readonly string[] {
  if (account.cause.kind === 'probe') return [];
  const results = looksOf(before).flatMap(({ event }) => (event.stage === null ? [] : event.probes));
  if (results.length === 0) return [];
  const failed = results.filter(({ healthy }) => !healthy).length;
  return [
    failed === 0
      ? `The canary answered all ${counted(results.length, 'probe')}: it was up.`
      : `The canary failed ${failed} of ${counted(results.length, 'probe')}.`,
  ];
}

function router({ before }: Breach): readonly string[] {
  const drifts = before.filter(({ event }) => event.kind === 'drift-found').length;
  const observed = looksOf(before).filter(({ event }) => event.traffic?.observed != null).length;
  if (drifts > 0)
    return [`The split drifted ${counted(drifts, 'time')}: the canary did not always get what was wanted.`];
  return observed === 0
    ? []
    : [`The router split as it was told at all ${counted(observed, 'look')} that could tell.`];
}

/** What nobody can know from this log. */
export function unknowns(plan: Plan, events: readonly Recorded[], { look }: Breach): readonly string[] {
  const silent =
    look === null
      ? []
      : look.event.measurements.flatMap((one) => (one.canary.kind === 'none' ? [one.metric] : []));
  const measured = new Set(
    looksOf(events).flatMap(({ event }) => event.measurements.map(({ metric }) => metric)),
  );
  const never = plan.metrics.map(({ name }) => name).filter((name) => !measured.has(name));
  const missing = [...new Set([...silent, ...never])];
  return [
    ...(missing.length === 0
      ? []
      : [`There was no value of ${listed(missing)} of the canary at the last look.`]),
    'What customers saw, and what the logs say, is not in the recorded events.',
  ];
}
