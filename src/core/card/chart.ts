import type { Measurement, Reading } from '../judge/measurement.ts';
import type { Limit, Unit } from '../judge/rule.ts';
import type { Recorded, RolloutEvent } from '../rollout/events.ts';
import type { Metric, Plan } from '../rollout/plan.ts';
import type { Instant } from '../time.ts';
import type { ChartPoint } from './chart-point.ts';
import { everyCheck } from './checks.ts';
import { thinned } from './thin.ts';

export interface ChartMetric {
  readonly name: string;
  readonly unit: Unit;
  readonly points: readonly ChartPoint[];
  /** Limits that are one number all along; those against stable move with it and are not drawn. */
  readonly limits: readonly { readonly label: string; readonly value: number }[];
}

export interface ChartSeries {
  readonly metrics: readonly ChartMetric[];
  readonly weights: readonly { readonly at: Instant; readonly weight: number }[];
}

const mostPoints = 600;

export function chartSeries(events: readonly Recorded<RolloutEvent>[], plan: Plan): ChartSeries {
  const metrics = plan.metrics.map((metric) => ({
    name: metric.name,
    unit: metric.unit,
    points: thinned(pointsOf(events, metric.name), mostPoints),
    limits: limitsOf(plan, metric),
  }));
  return { metrics: metrics.filter(({ points }) => points.length > 0), weights: weightsOf(events) };
}

function pointsOf(events: readonly Recorded<RolloutEvent>[], metric: string): readonly ChartPoint[] {
  return events.flatMap(({ at, event }) => {
    if (event.kind !== 'measured') return [];
    const found = sharpest(event.measurements, metric);
    return found === null
      ? []
      : [{ at, canary: finiteValue(found.canary), stable: finiteValue(found.stable) }];
  });
}

/** A metric read over several windows is drawn over the shortest: the others are its averages. */
function sharpest(measurements: readonly Measurement[], metric: string): Measurement | null {
  const [found = null] = measurements
    .filter((measurement) => measurement.metric === metric)
    .toSorted((a, b) => a.window - b.window);
  return found;
}

function finiteValue(reading: Reading): number | null {
  return reading.kind === 'value' && Number.isFinite(reading.value) ? reading.value : null;
}

function limitsOf(plan: Plan, metric: Metric): ChartMetric['limits'] {
  return everyCheck(plan).flatMap(({ rule }) => {
    if (rule.metric !== metric.name) return [];
    const value = fixedLimit(rule.limit, metric);
    return value === null ? [] : [{ label: rule.text, value }];
  });
}

function fixedLimit(limit: Limit, metric: Metric): number | null {
  switch (limit.kind) {
    case 'absolute':
      return limit.value;
    case 'baseline-offset':
      return metric.baseline === null ? null : metric.baseline + limit.offset;
    case 'stable-factor':
    case 'worse':
    case 'within':
    case 'score':
      return null;
  }
}

function weightsOf(events: readonly Recorded<RolloutEvent>[]): ChartSeries['weights'] {
  return events.flatMap(({ at, event }) => {
    switch (event.kind) {
      case 'started':
      case 'safe':
        return [{ at, weight: 0 }];
      case 'weight-confirmed':
        return [{ at, weight: event.traffic.weight }];
      case 'rollback-stepped':
        return [{ at, weight: event.weight }];
      case 'completed':
        return [{ at, weight: 100 }];
      default:
        return [];
    }
  });
}
