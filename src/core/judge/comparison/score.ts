import type { ComparisonPlan } from '../../rollout/plan.ts';
import type { Classification } from './classify.ts';

export interface GroupScore {
  readonly group: string;
  /** Percent of its metrics that pass; null when none of them has data. */
  readonly score: number | null;
  /** Percent of the whole score, before groups without data are left out. */
  readonly weight: number;
}

export interface Scored {
  /** 0 to 100. */
  readonly score: number;
  readonly groups: readonly GroupScore[];
  /** Why the score is 0 whatever the groups say; null when they say it. */
  readonly zeroed: 'critical' | 'no-data' | null;
}

interface Result {
  readonly group: string;
  readonly classification: Classification;
  readonly critical: boolean;
  readonly mustHaveData: boolean;
}

/** Half of the metrics without data are too many to speak of the others; those that must have data fail by themselves. */
const mostWithoutData = 0.5;

/**
 * Group scores weighted to one. Netflix's judge gives a group without data full marks; here its weight goes to the
 * others, because missing data never counts as success.
 */
export function score(results: readonly Result[], groupWeights: ComparisonPlan['groupWeights']): Scored {
  const groups = groupScores(results, groupWeights);
  const zeroed = reasonForZero(results);
  return { score: zeroed === null ? weighted(groups) : 0, groups, zeroed };
}

function reasonForZero(results: readonly Result[]): Scored['zeroed'] {
  if (results.some(({ critical }) => critical)) return 'critical';
  const without = results.filter(
    ({ classification, mustHaveData }) => classification === 'no-data' && !mustHaveData,
  );
  return without.length >= mostWithoutData * results.length ? 'no-data' : null;
}

function groupScores(
  results: readonly Result[],
  groupWeights: ComparisonPlan['groupWeights'],
): readonly GroupScore[] {
  const members = [...Map.groupBy(results, ({ group }) => group)];
  const given = (group: string) =>
    Object.hasOwn(groupWeights, group) ? (groupWeights[group] ?? null) : null;
  const weights = members.map(([group]) => given(group));
  const left = 100 - weights.reduce<number>((sum, weight) => sum + (weight ?? 0), 0);
  const share = Math.max(0, left) / Math.max(1, weights.filter((weight) => weight === null).length);
  return members.map(([group, ofGroup]) => ({
    group,
    score: groupScore(ofGroup),
    weight: given(group) ?? share,
  }));
}

function groupScore(results: readonly Result[]): number | null {
  const counting = results.filter(
    ({ classification, mustHaveData }) => classification !== 'no-data' || mustHaveData,
  );
  if (counting.length === 0) return null;
  const passed = counting.filter(({ classification }) => classification === 'pass');
  return (100 * passed.length) / counting.length;
}

/** To two decimals, so that three thirds of a hundred are a hundred. */
function weighted(groups: readonly GroupScore[]): number {
  const known = groups.filter((group) => group.score !== null);
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  if (total <= 0) return 0;
  const sum = known.reduce((all, group) => all + (group.score ?? 0) * (group.weight / total), 0);
  return Math.round(sum * 100) / 100;
}
