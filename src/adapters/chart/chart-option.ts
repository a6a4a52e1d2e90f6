import type { EChartsCoreOption } from 'echarts/core';
import type { Drawing } from './drawing.ts';
import { colors, layout, textOf } from './look.ts';
import { panelGrid, panelSeries, panelTitle, timeAxis, topOf, valueAxis } from './panel.ts';

/** The picture's size in its own units; the PNG has as many pixels. */
export function sizeOf({ panels }: Drawing): { readonly width: number; readonly height: number } {
  return { width: layout.width, height: topOf(panels.length) + layout.foot };
}

/** One panel for each metric, above each other and on the same time. */
export function chartOption(drawing: Drawing): EChartsCoreOption {
  const { panels } = drawing;
  return {
    animation: false,
    backgroundColor: colors.background,
    textStyle: { fontFamily: layout.font, color: colors.text },
    title: [
      {
        text: `${textOf(drawing.title, 42)}: ${drawing.outcome}`,
        left: layout.left - 70,
        top: 24,
        textStyle: { fontSize: 28, fontWeight: 'bold', color: colors.text },
      },
      {
        text: `${new Date(drawing.from).toISOString().slice(0, 10)} UTC`,
        left: layout.width - layout.right,
        textAlign: 'right',
        top: 68,
        textStyle: { fontSize: layout.tiny, fontWeight: 'normal', color: colors.faint },
      },
      ...panels.map((panel, index) => panelTitle(panel, index)),
    ],
    legend: {
      left: layout.left - 70,
      top: 70,
      itemWidth: 34,
      itemHeight: 7,
      itemGap: 24,
      icon: 'roundRect',
      selectedMode: false,
      textStyle: { fontSize: layout.small, color: colors.text },
      data: [
        { name: textOf(`canary ${drawing.canary}`, 20) },
        { name: textOf(`stable ${drawing.stable}`, 20) },
      ],
    },
    grid: panels.map((_, index) => panelGrid(index)),
    xAxis: panels.map((_, index) => timeAxis(drawing, index)),
    yAxis: panels.map((panel, index) => valueAxis(panel, index)),
    series: panels.flatMap((panel, index) => panelSeries(drawing, panel, index)),
  };
}
