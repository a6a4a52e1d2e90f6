import type uPlot from 'uplot';
import type { MetricSeries } from '../wire.ts';
import type { ChartColors } from './colors.ts';
import type { ChartContent } from './plot.ts';
import { limitsInSight } from './scale.ts';

/**
 * Behind the curves: the canary's weight as a stepped area over the full height, and a line at each change. The
 * area ends with the last point or change: what comes after it is not known.
 */
export function drawWeights(plot: uPlot, { series, weights }: ChartContent, colors: ChartColors): void {
  const { ctx, bbox } = plot;
  const known = Math.max(series.points.at(-1)?.at ?? 0, weights.at(-1)?.at ?? 0);
  const end = Math.min(bbox.left + bbox.width, plot.valToPos(known / 1000, 'x', true));
  const bottom = bbox.top + bbox.height;
  ctx.save();
  clip(plot);
  let taken = bbox.left;
  for (const [place, { at, weight }] of weights.entries()) {
    const next = weights[place + 1];
    const left = Math.max(bbox.left, plot.valToPos(at / 1000, 'x', true));
    const right = next === undefined ? end : plot.valToPos(next.at / 1000, 'x', true);
    const height = (bbox.height * weight) / 100;
    ctx.fillStyle = colors.weight;
    ctx.fillRect(left, bottom - height, right - left, height);
    const changed = weight !== weights[place - 1]?.weight;
    if (left > bbox.left && changed) taken = drawMark(plot, { x: left, label: `${weight}%`, taken }, colors);
  }
  ctx.restore();
}

interface Mark {
  readonly x: number;
  readonly label: string;
  /** Up to here other labels stand: one that would cover them is left out. */
  readonly taken: number;
}

/** @returns up to where labels stand now */
function drawMark(plot: uPlot, { x, label, taken }: Mark, colors: ChartColors): number {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.strokeStyle = colors.grid;
  ctx.lineWidth = scale;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = `${10 * scale}px ${colors.font}`;
  ctx.fillStyle = colors.text;
  ctx.textBaseline = 'top';
  const { width } = ctx.measureText(label);
  const fits = x + width + 4 * scale < bbox.left + bbox.width;
  const from = fits ? x + 3 * scale : x - 3 * scale - width;
  if (from < taken) return taken;
  ctx.textAlign = 'left';
  ctx.fillText(label, from, bbox.top + 2 * scale);
  return from + width + 3 * scale;
}

/** Over the curves: each limit as a dashed line. */
export function drawLimits(plot: uPlot, series: MetricSeries, colors: ChartColors): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  clip(plot);
  ctx.strokeStyle = colors.limit;
  ctx.lineWidth = scale;
  ctx.setLineDash([4 * scale, 4 * scale]);
  for (const { value } of limitsInSight(series)) {
    const y = Math.round(plot.valToPos(value, 'y', true));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

function clip(plot: uPlot): void {
  const { ctx, bbox } = plot;
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
}
