import { formatValue } from '../../../judge/format.ts';
import type { Unit } from '../../../judge/rule.ts';
import type { Metric, Plan } from '../../../rollout/plan.ts';
import type { Comparison } from '../fact.ts';
import { type Look, type Looks, type Seen, seen } from '../look.ts';
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
  const canary = seen(looks, 'canary').at(-1);
  const stable = seen(looks, 'stable').at(-1);
  return [
    comparison(
      `${id}/canary-to-stable`,
      `In stage ${stage}, ${metric.name} ${beside(metric.unit, canary, stable)}.`,
      facts,
    ),
  ];
}

function beside(unit: Unit, canary: Seen | undefined, stable: Seen | undefined): string {
  if (canary === undefined && stable === undefined) return 'had no data for either version';
  if (canary === undefined) return `had no data for the canary, so nothing can be said beside stable`;
  const value = formatValue(canary.value, unit);
  if (stable === undefined)
    return `was ${value} for the canary at its last look; stable had no data to compare it with`;
  const other = formatValue(stable.value, unit);
  return value === other
    ? `was the same for both versions at the last look: ${value}`
    : `was ${value} for the canary and ${other} for stable at the last look: ${apart(unit, canary.value, stable.value)}`;
}

/** `0.3 percentage points higher, 4 times stable's` */
export function apart(unit: Unit, canary: number, stable: number): string {
  const size = Math.abs(canary - stable);
  const shown =
    unit === 'ratio' ? `${formatValue(size * 100, 'number')} percentage points` : formatValue(size, unit);
  return `${shown} ${canary > stable ? 'higher' : 'lower'}${times(canary, stable)}`;
}

/** Nothing is a multiple of zero, and a multiple that rounds to itself says nothing. */
function times(canary: number, stable: number): string {
  if (stable <= 0 || canary <= 0) return '';
  const factor = canary / stable;
  const rounded = Math.round(factor * 10) / 10;
  if (rounded === 1 || rounded === 0 || rounded > 1000) return '';
  if (rounded === 2) return ', twice that of stable';
  return rounded === 0.5 ? ', half of that of stable' : `, ${rounded} times that of stable`;
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
