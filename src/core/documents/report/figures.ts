import { formatValue } from '../../judge/format.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Metric, Plan } from '../../rollout/plan.ts';
import { heading, paragraph, table } from '../blocks.ts';
import { looksAt, lowIsBad, type MetricFigures, metricFigures } from '../figures/metric-figures.ts';
import type { Block } from '../tree.ts';

const missing = 'no data';

/** Last and worst recorded value of each metric in each stage, canary beside stable. */
export function figuresBlocks(plan: Plan, events: readonly Recorded[]): Block[] {
  const rows = plan.stages.flatMap((stage, index) =>
    metricFigures(plan, looksAt(events, index)).map((figures) => row(stage.name, figures)),
  );
  if (rows.length === 0) {
    return [heading('Measured'), paragraph('Nothing was measured while the new version had traffic.')];
  }
  return [
    heading('Measured'),
    table(
      ['Stage', 'Metric', 'Canary last', 'Canary worst', 'Stable last', 'Stable worst', 'With data'],
      rows,
    ),
    paragraph(worstMeans(plan)),
  ];
}

function row(stage: string, { metric, canary, stable, looks }: MetricFigures): string[] {
  return [
    stage,
    metric.name,
    shown(canary.last, metric),
    shown(canary.worst, metric),
    shown(stable.last, metric),
    shown(stable.worst, metric),
    `${canary.withData} of ${looks}`,
  ];
}

export function shown(value: number | null, metric: Metric): string {
  return value === null ? missing : formatValue(value, metric.unit);
}

export function worstMeans(plan: Plan): string {
  const low = plan.metrics.filter(({ name }) => lowIsBad(plan, name)).map(({ name }) => name);
  const evaluated = 'Worst is the highest value recorded';
  const except = low.length === 0 ? '' : `, for ${low.join(', ')} the lowest`;
  return `${evaluated}${except}. “With data” counts evaluations in which the canary had a value, of all evaluations.`;
}
