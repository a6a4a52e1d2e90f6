import { formatValue } from '../../judge/format.ts';
import { counted, listed, percent } from '../../prose.ts';
import type { Plan } from '../../rollout/plan.ts';
import { formatDuration } from '../../time.ts';
import { table } from '../blocks.ts';
import { differenceWords, distance, isAlike, timesWords } from '../figures/difference.ts';
import { type Look, type MetricFigures, metricFigures, type Pair } from '../figures/metric-figures.ts';
import { instantText } from '../instant-text.ts';
import type { Block } from '../tree.ts';
import type { Breach } from './breach.ts';

export interface Differing {
  readonly figures: MetricFigures;
  readonly pair: Pair;
}

/** Metrics at one look, those that are most worse on the canary first. Those without a value on both sides are left out. */
export function byDifference(plan: Plan, look: Look): readonly Differing[] {
  return metricFigures(plan, [look])
    .flatMap((figures) => (figures.pair === null ? [] : [{ figures, pair: figures.pair }]))
    .toSorted((a, b) => rank(b) - rank(a) || distance(b.pair) - distance(a.pair));
}

/** What is worse on the canary tells more than what is better, and that more than what is alike. */
function rank({ figures: { lowIsBad }, pair }: Differing): number {
  if (isAlike(pair)) return 0;
  return pair.canary > pair.stable === lowIsBad ? 1 : 2;
}

/** How the documents decide that two sides are alike. */
export const alikeMeans =
  'Alike means within a tenth of each other, or no further apart than chance explains where failures are counted.';

export function differenceTable(differing: readonly Differing[]): Block {
  const rows = differing.map(({ figures: { metric }, pair }) => [
    metric.name,
    formatValue(pair.canary, metric.unit),
    formatValue(pair.stable, metric.unit),
    differenceWords(pair, metric.unit),
    timesWords(pair),
    isAlike(pair) ? 'alike' : 'differs',
  ]);
  return table(['Metric', 'Canary', 'Stable', 'Canary is', 'Multiple of stable', 'Versions'], rows);
}

/** When it began, measured from what had been changed before. */
export function onsetSentences(plan: Plan, breach: Breach): readonly string[] {
  const { account, stay, trigger } = breach;
  const since = account.firstSeenAt;
  if (since === null) return ['When it began is not recorded for this cause.'];
  const began = `The breach was first seen at ${instantText(since)}`;
  const from = stay?.confirmedAt ?? stay?.enteredAt ?? null;
  const after =
    stay === null || from === null || since < from
      ? ''
      : `, ${since === from ? 'as soon as' : `${formatDuration(since - from)} after`} the canary had ${percent(stay.weight)} of the traffic`;
  return [`${began}${after}.`, ...earlier(plan, breach, trigger?.check.id ?? null)];
}

/** Looks before in which the same check had found nothing. */
function earlier(plan: Plan, { before, account, stay }: Breach, check: string | null): readonly string[] {
  if (check === null || account.firstSeenAt === null) return [];
  const since = account.firstSeenAt;
  const fine = before.flatMap(({ at, event }) => {
    if (event.kind !== 'measured' || at >= since) return [];
    const verdict = event.verdicts.find((one) => one.check === check && one.verdict === 'pass');
    return verdict === undefined || event.stage === null ? [] : [event.stage];
  });
  if (fine.length === 0)
    return ['The check had never passed before: it may have been so from the beginning.'];
  const stages = [...new Set(fine)].map((stage) => plan.stages[stage]?.name ?? '');
  const here = stay !== null && fine.includes(stay.stage);
  const hint = here ? '' : ' It had never passed at this weight.';
  return [
    `Before that the check had passed at ${counted(fine.length, 'look')}, in ${listed(stages)}.${hint}`,
  ];
}
