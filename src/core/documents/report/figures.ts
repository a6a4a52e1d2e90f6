import { everyCheck } from '../../card/checks.ts';
import { formatValue } from '../../judge/format.ts';
import type { Reading } from '../../judge/measurement.ts';
import type { Recorded, RolloutEvent } from '../../rollout/events.ts';
import type { Metric, Plan } from '../../rollout/plan.ts';
import { heading, paragraph, table } from '../blocks.ts';
import type { Block } from '../tree.ts';

type Measured = Extract<RolloutEvent, { kind: 'measured' }>;

const missing = 'no data';

/** Last and worst recorded value of each metric in each stage, canary beside stable. */
export function figuresBlocks(plan: Plan, events: readonly Recorded[]): Block[] {
  const measured = events.flatMap(({ event }) =>
    event.kind === 'measured' && event.stage !== null ? [event] : [],
  );
  const rows = plan.stages.flatMap((stage, index) => {
    const inStage = measured.filter((event) => event.stage === index);
    return inStage.length === 0
      ? []
      : plan.metrics.flatMap((metric) => row(plan, stage.name, metric, inStage));
  });
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

function row(plan: Plan, stage: string, metric: Metric, events: readonly Measured[]): readonly string[][] {
  const taken = events.flatMap((event) => {
    const [shortest] = event.measurements
      .filter((measurement) => measurement.metric === metric.name)
      .toSorted((a, b) => a.window - b.window);
    return shortest === undefined ? [] : [shortest];
  });
  if (taken.length === 0) return [];
  const canary = values(taken.map((measurement) => measurement.canary));
  const stable = values(taken.map((measurement) => measurement.stable));
  const low = lowIsBad(plan, metric.name);
  return [
    [
      stage,
      metric.name,
      shown(canary.at(-1), metric),
      shown(worst(canary, low), metric),
      shown(stable.at(-1), metric),
      shown(worst(stable, low), metric),
      `${canary.length} of ${taken.length}`,
    ],
  ];
}

function values(readings: readonly Reading[]): readonly number[] {
  return readings.flatMap((reading) =>
    reading.kind === 'value' && Number.isFinite(reading.value) ? [reading.value] : [],
  );
}

function worst(all: readonly number[], low: boolean): number | undefined {
  return all.toSorted((a, b) => (low ? a - b : b - a))[0];
}

function shown(value: number | undefined, metric: Metric): string {
  return value === undefined ? missing : formatValue(value, metric.unit);
}

/** A metric whose triggers say `<`, or whose criteria say `>`, is bad when low (success rate, conversion). */
function lowIsBad(plan: Plan, metric: string): boolean {
  const [check] = everyCheck(plan)
    .filter(({ rule }) => rule.metric === metric)
    .toSorted((a, b) => Number(a.action === 'criterion') - Number(b.action === 'criterion'));
  if (check === undefined) return false;
  const below = check.rule.comparison.startsWith('<');
  return check.action === 'criterion' ? !below : below;
}

function worstMeans(plan: Plan): string {
  const low = plan.metrics.filter(({ name }) => lowIsBad(plan, name)).map(({ name }) => name);
  const evaluated = 'Worst is the highest value recorded';
  const except = low.length === 0 ? '' : `, for ${low.join(', ')} the lowest`;
  return `${evaluated}${except}. “With data” counts evaluations in which the canary had a value, of all evaluations.`;
}
