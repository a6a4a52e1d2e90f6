import { formatValue } from '../../../judge/format.ts';
import type { Unit } from '../../../judge/rule.ts';
import type { Metric, Plan } from '../../../rollout/plan.ts';
import { differenceWords, timesWords } from '../../figures/difference.ts';
import type { Comparison } from '../fact.ts';
import { type Look, type Looks, seen } from '../look.ts';
import { comparison } from '../make-fact.ts';
import { metricIds } from '../measured-facts.ts';

/** Canary beside stable for each metric in each stage, at the last look: `stage-2/error-rate/canary-to-stable`. */
export function sideComparisons(plan: Plan, looks: Looks): readonly Comparison[] {
  const ids = metricIds(plan);
  return plan.stages.flatMap(({ name }, stage) =>
    plan.metrics.flatMap((metric) => {
      const taken = looks.get(stage)?.get(metric.name) ?? [];
      if (taken.length === 0) return [];
      const id = `stage-${stage + 1}/${ids.get(metric.name)}`;
      return [...lastLook(id, metric, name, taken), ...failures(id, metric, name, taken)];
    }),
  );
}

function lastLook(id: string, metric: Metric, stage: string, looks: readonly Look[]): readonly Comparison[] {
  const facts = [`${id}/canary/last`, `${id}/stable/last`];
  return [
    comparison(
      `${id}/canary-to-stable`,
      `In stage ${stage}, ${metric.name} ${beside(metric.unit, looks)}.`,
      facts,
    ),
  ];
}

/** Values of one look only: two looks are two different times. */
function beside(unit: Unit, looks: readonly Look[]): string {
  const pair = pairOf(looks);
  if (pair !== null) return together(unit, pair);
  const canary = seen(looks, 'canary').at(-1);
  const stable = seen(looks, 'stable').at(-1);
  if (canary === undefined) {
    return stable === undefined
      ? 'had no data for either version'
      : 'had no data for the canary, so nothing can be said beside stable';
  }
  return `was ${formatValue(canary.value, unit)} for the canary at its last look with data; stable had no data to compare it with`;
}

interface Pair {
  readonly canary: number;
  readonly stable: number;
}

/** The last look at which both sides had a value. */
function pairOf(looks: readonly Look[]): Pair | null {
  const both = looks.flatMap((look) => {
    const [canary] = seen([look], 'canary');
    const [stable] = seen([look], 'stable');
    return canary === undefined || stable === undefined
      ? []
      : [{ canary: canary.value, stable: stable.value }];
  });
  return both.at(-1) ?? null;
}

function together(unit: Unit, pair: Pair): string {
  const difference = differenceWords(pair, unit);
  const value = formatValue(pair.canary, unit);
  return difference === 'the same'
    ? `was the same for both versions at their last look together: ${value}`
    : `was ${value} for the canary and ${formatValue(pair.stable, unit)} for stable at their last look together: ${difference}${multiple(pair)}`;
}

/** Nothing is a multiple of zero, and what rounds to none of it says less than the difference. */
function multiple(pair: Pair): string {
  const times = timesWords(pair);
  if (times === '–' || times === '1x' || times === '0x') return '';
  return times === '2x' ? ', twice that of stable (2x)' : `, ${times} that of stable`;
}

/** How many failed, where the source counts them: zero is written by code, with what it is zero of. */
function failures(id: string, metric: Metric, stage: string, looks: readonly Look[]): readonly Comparison[] {
  const last = seen(looks, 'canary').at(-1);
  if (last === undefined || last.requests === null || last.errors === null || last.requests === 0) return [];
  const { errors, requests } = last;
  const sentence =
    errors === 0
      ? `None of ${requests} canary requests behind the last ${metric.name} in stage ${stage} failed.`
      : `${errors} of ${requests} canary requests behind the last ${metric.name} in stage ${stage} failed.`;
  return [comparison(`${id}/canary/failed`, sentence, [`${id}/canary/errors`, `${id}/canary/requests`])];
}
