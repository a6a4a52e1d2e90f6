import uPlot from 'uplot';
import { clockMinutes, clockTime, metricValue } from '../format.ts';
import type { MetricSeries, WeightChange } from '../wire.ts';
import { drawLimits, drawWeights } from './backdrop.ts';
import type { ChartColors } from './colors.ts';
import { timeRange, valueRange } from './scale.ts';

/** What a chart shows now; the drawing reads it anew each time. */
export interface ChartContent {
  readonly series: MetricSeries;
  readonly weights: readonly WeightChange[];
}

export interface PlotInput {
  readonly content: () => ChartContent;
  readonly colors: ChartColors;
  readonly width: number;
  readonly height: number;
  /** The point under the pointer, or null when it has left. */
  readonly onPoint: (index: number | null) => void;
}

export function createPlot(host: HTMLElement, input: PlotInput): uPlot {
  return new uPlot(plotOptions(input), plotData(input.content().series), host);
}

export function plotData({ points }: MetricSeries): uPlot.AlignedData {
  return [
    points.map(({ at }) => at / 1000),
    points.map(({ stable }) => stable),
    points.map(({ canary }) => canary),
  ];
}

function plotOptions({ content, colors, width, height, onPoint }: PlotInput): uPlot.Options {
  const axis = {
    font: `11px ${colors.font}`,
    stroke: colors.text,
    ticks: { show: false },
    grid: { stroke: colors.grid, width: 1 },
  };
  const line = (stroke: string, thickness: number): uPlot.Series => ({
    stroke,
    width: thickness,
    points: { show: false },
  });
  return {
    width,
    height,
    padding: [8, 6, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7, width: 2 },
      sync: { key: 'rollout', setSeries: false },
    },
    scales: {
      x: { time: true, range: () => timeRange(content().series) },
      y: { range: () => valueRange(content().series) },
    },
    axes: [
      { ...axis, space: 58, size: 24, gap: 4, incrs: timeSteps, grid: { show: false }, values: timeLabels },
      {
        ...axis,
        space: 32,
        size: 52,
        gap: 4,
        values: (_plot, splits) => splits.map((value) => metricValue(value, content().series.unit)),
      },
    ],
    series: [{}, line(colors.stable, 1.5), line(colors.canary, 2)],
    hooks: {
      drawClear: [(plot) => drawWeights(plot, content(), colors)],
      draw: [(plot) => drawLimits(plot, content().series, colors)],
      setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)],
    },
  };
}

const minute = 60;
const hour = 3600;

/** Seconds between two labels, from finest to coarsest. */
const timeSteps = [
  5,
  10,
  30,
  ...[1, 2, 5, 10, 20, 30].map((n) => n * minute),
  ...[1, 2, 6, 12, 24, 48].map((n) => n * hour),
];

function timeLabels(_plot: uPlot, splits: number[]): string[] {
  const step = (splits[1] ?? Number.POSITIVE_INFINITY) - (splits[0] ?? 0);
  return splits.map((second) => (step < 60 ? clockTime(second * 1000) : clockMinutes(second * 1000)));
}
