import uPlot from 'uplot';
import type { Week } from '../../../src/core/delivery/figure.ts';
import type { ChartColors } from './colors.ts';

export interface WeekPlotInput {
  readonly weeks: readonly Week[];
  readonly colors: ChartColors;
  readonly width: number;
  readonly height: number;
}

/** Two bars for each week: releases that completed, and those that were taken back. */
export function createWeekPlot(host: HTMLElement, input: WeekPlotInput): uPlot {
  return new uPlot(options(input), data(input.weeks), host);
}

function data(weeks: readonly Week[]): uPlot.AlignedData {
  return [
    weeks.map((_, index) => index),
    weeks.map(({ deployments }) => deployments),
    weeks.map(({ rolledBack }) => rolledBack),
  ];
}

function options({ weeks, colors, width, height }: WeekPlotInput): uPlot.Options {
  const axis = {
    font: `11px ${colors.font}`,
    stroke: colors.text,
    ticks: { show: false },
    grid: { stroke: colors.grid, width: 1 },
  };
  const bars = (color: string, align: 1 | -1): uPlot.Series => {
    const paths = uPlot.paths.bars?.({ align, size: [0.36, 28], gap: 1 });
    return { stroke: color, fill: color, width: 0, points: { show: false }, ...(paths && { paths }) };
  };
  const most = Math.max(1, ...weeks.map(({ deployments, rolledBack }) => Math.max(deployments, rolledBack)));
  return {
    width,
    height,
    padding: [8, 6, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [-0.6, weeks.length - 0.4] }, y: { range: [0, most * 1.1] } },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 4,
        space: 44,
        incrs: [1, 2, 4, 8, 13, 26, 52],
        grid: { show: false },
        values: (_plot, splits) => splits.map((index) => dayOf(weeks[index])),
      },
      { ...axis, size: 40, gap: 4, space: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
    ],
    series: [{}, bars(colors.canary, -1), bars(colors.limit, 1)],
  };
}

/** `11-16`: month and day, as everybody reads them. */
function dayOf(week: Week | undefined): string {
  return week === undefined ? '' : new Date(week.from).toISOString().slice(5, 10);
}
