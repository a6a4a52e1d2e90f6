import { counted, listed } from '../../prose.ts';
import { formatValue } from '../format.ts';
import type { Unit } from '../rule.ts';
import type { Classification, Classified, Difference } from './classify.ts';
import type { Samples } from './samples.ts';
import type { Scored } from './score.ts';

/** `p95 is 42ms higher than stable's (98% interval 30ms to 55ms; mean 1.21x stable's; 120 canary and 118 stable samples)` */
export function metricSentence(
  name: string,
  unit: Unit,
  { classification, critical, difference, canary, stable }: Classified,
  confidence: number,
): string {
  const samples = [sizes(canary, stable), ...cleaning('canary', canary), ...cleaning('stable', stable)];
  if (difference === null) return `${name} ${noData(canary, stable)} (${samples.join('; ')})`;
  const details = [
    `${formatValue(confidence, 'ratio')} interval ${interval(difference, unit)}`,
    ...(difference.effect === null ? [] : [`mean ${formatValue(difference.effect, 'number')}x stable's`]),
    ...samples,
  ];
  return `${name} ${relation(classification, critical, difference, unit)} (${details.join('; ')})`;
}

function noData(canary: Samples, stable: Samples): string {
  const empty = Object.entries({ canary, stable }).filter(([, { sorted }]) => sorted.length === 0);
  if (empty.length === 0) return 'has too few samples to show anything';
  return `has no data of ${empty.map(([side]) => side).join(' and of ')}`;
}

function relation(
  classification: Classification,
  critical: boolean,
  { estimate, lower, upper }: Difference,
  unit: Unit,
): string {
  const fatal = critical ? ', which is critical' : '';
  const by = `${amount(Math.abs(estimate), unit)}${points(unit)} ${estimate < 0 ? 'lower' : 'higher'} than stable's`;
  if (classification !== 'pass') return `is ${by}${fatal}`;
  if (lower > 0 || upper < 0) return `is ${by}, which is accepted`;
  return "is like stable's";
}

function interval({ lower, upper }: Difference, unit: Unit): string {
  return `${amount(lower, unit)} to ${amount(upper, unit)}${points(unit)}`;
}

/** A difference of two shares is told in points: 0.5 % of 2 % could be either. */
function amount(value: number, unit: Unit): string {
  return unit === 'ratio' ? formatValue(value * 100, 'number') : formatValue(value, unit);
}

function points(unit: Unit): string {
  return unit === 'ratio' ? ' percentage points' : '';
}

function sizes(canary: Samples, stable: Samples): string {
  return `${canary.sorted.length} canary and ${stable.sorted.length} stable samples`;
}

function cleaning(side: string, { notNumbers, outliers, thinnedFrom }: Samples): readonly string[] {
  return [
    ...(notNumbers === 0 ? [] : [`${notNumbers} of ${side} were not numbers`]),
    ...(outliers === 0 ? [] : [`${counted(outliers, 'outlier')} of ${side} left out`]),
    ...(thinnedFrom === null ? [] : [`taken evenly from ${thinnedFrom} of ${side}`]),
  ];
}

interface Told {
  readonly metric: string;
  readonly classification: Classification;
  readonly critical: boolean;
  readonly samples: { readonly canary: number; readonly stable: number };
  readonly sentence: string;
}

/** More than these are counted, not told. */
const mostTold = 3;

/** What people can act on first: what is critical, what failed, what has no data; all is well when there is none. */
export function reportSentence({ score, zeroed }: Scored, metrics: readonly Told[]): string {
  const bad = metrics
    .filter(({ classification }) => classification !== 'pass')
    .sort((one, other) => urgency(one) - urgency(other));
  if (bad.length === 0) return `score ${formatValue(score, 'number')}: ${allWell(metrics)}`;
  const told = bad.slice(0, mostTold).map(({ sentence }) => sentence);
  const more = bad.length > mostTold ? [`${bad.length - mostTold} more like that`] : [];
  return `score ${formatValue(score, 'number')}${why(zeroed, metrics)}: ${[...told, ...more].join('; ')}`;
}

function urgency({ critical, classification }: Told): number {
  if (critical) return 0;
  return classification === 'no-data' ? 2 : 1;
}

function allWell(metrics: readonly Told[]): string {
  const fewest = Math.min(...metrics.flatMap(({ samples }) => [samples.canary, samples.stable]));
  const names = metrics.slice(0, mostTold).map(({ metric }) => metric);
  const more = metrics.length - names.length;
  const all = more === 0 ? names : [...names, `${more} more`];
  return `${listed(all)} ${metrics.length === 1 ? 'passes' : 'pass'} (at least ${fewest} samples a side)`;
}

function why(zeroed: Scored['zeroed'], metrics: readonly Told[]): string {
  switch (zeroed) {
    case null:
      return '';
    case 'critical':
      return ', because a critical metric is out of limits or has no data';
    case 'no-data': {
      const without = metrics.filter(({ classification }) => classification === 'no-data').length;
      return `, because ${without} of ${metrics.length} metrics have no data`;
    }
  }
}
