import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { chartOption, sizeOf } from './chart-option.ts';
import type { Drawing } from './drawing.ts';
import { layout } from './look.ts';

/** The same letters on every machine: what fonts it has does not matter. */
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`)),
);

/** Draws at once; about a third of a second of one core. */
export function drawPng(drawing: Drawing): Uint8Array {
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: layout.font };
  return new Resvg(drawSvg(drawing), { font }).render().asPng();
}

function drawSvg(drawing: Drawing): string {
  use([
    LineChart,
    GridComponent,
    LegendComponent,
    MarkAreaComponent,
    MarkLineComponent,
    TitleComponent,
    SVGRenderer,
  ]);
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...sizeOf(drawing) });
  try {
    chart.setOption(chartOption(drawing));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
