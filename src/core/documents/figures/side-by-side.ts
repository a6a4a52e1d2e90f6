import { formatValue } from '../../judge/format.ts';
import type { Plan } from '../../rollout/plan.ts';
import { paragraph, table } from '../blocks.ts';
import { shown } from '../report/figures.ts';
import type { Block } from '../tree.ts';
import { differenceWords } from './difference.ts';
import { type Look, type MetricFigures, metricFigures } from './metric-figures.ts';

/** Canary beside stable in these looks: the last look of both, how they differ, and the worst that was seen. */
export function sideBySide(plan: Plan, looks: readonly Look[]): Block[] {
  const figures = metricFigures(plan, looks);
  if (figures.length === 0) return [paragraph('Nothing was measured.')];
  const columns = ['Metric', 'Canary', 'Stable', 'Canary is', 'Canary worst', 'Stable worst', 'With data'];
  return [table(columns, figures.map(row))];
}

function row(figures: MetricFigures): string[] {
  const { metric, canary, stable, looks } = figures;
  return [
    metric.name,
    ...bothSides(figures),
    shown(canary.worst, metric),
    shown(stable.worst, metric),
    `${canary.withData} of ${looks} looks`,
  ];
}

/** Canary, stable and the difference at the last look in which both had a value; else what each had last. */
export function bothSides(figures: MetricFigures): readonly string[] {
  const { metric, pair, canary, stable } = figures;
  if (pair === null) return [shown(canary.last, metric), shown(stable.last, metric), 'not comparable'];
  return [
    formatValue(pair.canary, metric.unit),
    formatValue(pair.stable, metric.unit),
    differenceWords(pair, metric.unit),
  ];
}
