import type { ChartMetric } from '../../core/card/chart.ts';
import { formatValue } from '../../core/judge/format.ts';
import type { Unit } from '../../core/judge/rule.ts';
import { percent } from '../../core/prose.ts';
import type { Band, Drawing } from './drawing.ts';
import { colors, layout, textOf } from './look.ts';
import { momentText, tickText, timeTicks } from './time-ticks.ts';
import { valueRange } from './value-range.ts';

const unitWords: Readonly<Record<Unit, string>> = {
  ratio: 'in %',
  duration: '',
  'per-second': 'per second',
  count: 'count',
  number: '',
};

const plotWidth = layout.width - layout.left - layout.right;

const panelHeight = layout.title + layout.curves + layout.times;

/** Where a panel begins; with the number of panels, where the last one ends. */
export function topOf(index: number): number {
  return layout.head + index * panelHeight + (index === 0 ? 0 : layout.moments);
}

export function panelGrid(index: number) {
  const top = topOf(index) + layout.title + (index === 0 ? layout.moments : 0);
  return { left: layout.left, right: layout.right, top, height: layout.curves };
}

export function panelTitle(metric: ChartMetric, index: number) {
  const words = unitWords[metric.unit];
  const beyond = metric.limits.filter((limit) => !isInSight(metric, limit)).map(({ label }) => label);
  const limits = beyond.length === 0 ? '' : `   (limit out of sight: ${[...new Set(beyond)].join(', ')})`;
  return {
    text: textOf(`${metric.name}${words === '' ? '' : `, ${words}`}${limits}`, 66),
    left: layout.left - 70,
    top: topOf(index) + 2,
    textStyle: { fontSize: 24, fontWeight: 'bold' as const, color: colors.text },
  };
}

export function timeAxis({ from, to }: Drawing, index: number) {
  const customValues = [...timeTicks(from, to)];
  return {
    type: 'value' as const,
    gridIndex: index,
    min: from,
    max: to,
    splitLine: { show: false },
    axisLine: { onZero: false, lineStyle: { color: colors.faint } },
    axisTick: { show: true, customValues, lineStyle: { color: colors.faint } },
    axisLabel: {
      customValues,
      margin: 14,
      fontSize: layout.tiny,
      color: colors.faint,
      formatter: (value: number) => tickText(value, to - from),
    },
  };
}

export function valueAxis(metric: ChartMetric, index: number) {
  const { low, high } = valueRange(metric);
  return {
    type: 'value' as const,
    gridIndex: index,
    min: low,
    max: high,
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: colors.line } },
    axisLabel: {
      fontSize: layout.tiny,
      color: colors.faint,
      showMinLabel: low === 0,
      showMaxLabel: false,
      formatter: (value: number) => formatValue(value, metric.unit),
    },
  };
}

/** The canary lies above stable; what stands behind both hangs on stable. */
export function panelSeries(drawing: Drawing, metric: ChartMetric, index: number) {
  const line = (side: 'canary' | 'stable', name: string, width: number) => ({
    type: 'line' as const,
    name: textOf(`${side} ${name}`, 20),
    xAxisIndex: index,
    yAxisIndex: index,
    data: pointsOf(metric, side),
    connectNulls: false,
    lineStyle: { width: metric.points.length > manyPoints ? 2 : width, color: colors[side] },
    itemStyle: { color: colors[side] },
    z: side === 'canary' ? 4 : 3,
  });
  return [
    {
      ...line('stable', drawing.stable, 3),
      markArea: bandsIn(drawing, index),
      markLine: boundariesIn(drawing),
    },
    { ...line('canary', drawing.canary, 4), markLine: linesIn(drawing, metric, index) },
  ];
}

/** A value between two gaps would be no line at all: it is a dot. Few values are dots and a line. */
function pointsOf({ points }: ChartMetric, side: 'canary' | 'stable') {
  return points.map((point, place) => {
    const alone =
      (points[place - 1]?.[side] ?? null) === null && (points[place + 1]?.[side] ?? null) === null;
    return {
      value: [point.at, point[side] ?? '-'],
      symbol: alone || points.length <= fewPoints ? 'circle' : 'none',
      symbolSize: 10,
    };
  });
}

const fewPoints = 12;
const manyPoints = 300;

/** Narrower bands have no room for their weight, or for more than the number. In pixels. */
const narrowest = 58;
const roomy = 190;

function bandsIn({ bands, from, to }: Drawing, index: number) {
  const widthOf = (band: Band) => ((band.to - band.from) / (to - from)) * plotWidth;
  const explained = bands.findIndex((band) => band.weight > 0 && widthOf(band) >= roomy);
  return {
    silent: true,
    label: { position: 'insideTop' as const, distance: 4, fontSize: layout.tiny, color: colors.faint },
    data: bands.map((band, place) => {
      const share = `${place === explained ? 'canary gets ' : ''}${percent(band.weight)}`;
      const name = index === 0 && widthOf(band) >= narrowest ? share : '';
      return [{ name, xAxis: band.from, itemStyle: { color: colors.band(band.weight) } }, { xAxis: band.to }];
    }),
  };
}

function boundariesIn({ bands }: Drawing) {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: colors.boundary, type: 'solid' as const, width: 1.5 },
    data: bands.slice(1).map(({ from }) => ({ xAxis: from })),
  };
}

function linesIn(drawing: Drawing, metric: ChartMetric, index: number) {
  const limits = metric.limits.filter((limit) => isInSight(metric, limit));
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: [
      ...limits.map((limit, place) => limitLine(limit, place, standsUnder(metric, limit, index))),
      ...drawing.moments.map((moment) => momentLine(drawing, moment, index)),
    ],
  };
}

/** Two limits may lie close together; their words then stand on both sides, and the lower one's under its line. */
function limitLine({ label, value }: ChartMetric['limits'][number], place: number, under: boolean) {
  const side = place % 2 === 0 ? 'Start' : 'End';
  return {
    yAxis: value,
    name: textOf(label, 44),
    lineStyle: { color: colors.limit, type: 'dashed' as const, width: 2.5 },
    label: {
      formatter: '{b}',
      position: `inside${side}${under ? 'Bottom' : 'Top'}` as const,
      fontSize: layout.tiny,
      color: colors.limit,
    },
  };
}

/** Whether a limit's words stand under its line: where they else would lie on another limit, or on the bands' words. */
function standsUnder(metric: ChartMetric, { value }: ChartMetric['limits'][number], index: number): boolean {
  const { low, high } = valueRange(metric);
  const line = ((high - low) * 1.6 * layout.tiny) / layout.curves;
  const bands = index === 0 ? 1.7 * line : 0;
  return (
    high - value < bands || metric.limits.some((other) => other.value > value && other.value - value < line)
  );
}

/** Moments may follow soon upon each other: what comes last keeps the room above. */
function hasRoom({ moments, from, to }: Drawing, { at }: Drawing['moments'][number]): boolean {
  return moments.every((other) => other.at <= at || other.at - at > (to - from) * 0.3);
}

/** Named above the first panel; a breach that has no room there above the second one, or along its line. */
function momentLabel(drawing: Drawing, moment: Drawing['moments'][number], index: number) {
  const { from, to, panels } = drawing;
  const above = { position: 'end', align: alignOf((moment.at - from) / (to - from)) };
  if (hasRoom(drawing, moment)) return { ...above, show: index === 0 };
  if (moment.label !== 'breach') return { show: false };
  return panels.length > 1 ? { ...above, show: index === 1 } : { position: 'insideEndTop', show: true };
}

function momentLine(drawing: Drawing, moment: Drawing['moments'][number], index: number) {
  const { from, to } = drawing;
  const { at, label, tone } = moment;
  return {
    xAxis: at,
    name: `${label} ${momentText(at, to - from)}`,
    lineStyle: {
      color: colors[tone],
      type: label === 'breach' ? ('dotted' as const) : ('solid' as const),
      width: 3,
    },
    label: {
      formatter: '{b}',
      fontSize: layout.tiny,
      fontWeight: 'bold' as const,
      color: colors[tone],
      ...momentLabel(drawing, moment, index),
    },
  };
}

/** Words at an edge stay within the picture. @param late from 0 at the left to 1 at the right */
function alignOf(late: number): string {
  if (late > 0.85) return 'right';
  return late < 0.15 ? 'left' : 'center';
}

function isInSight(metric: ChartMetric, { value }: ChartMetric['limits'][number]): boolean {
  const { low, high } = valueRange(metric);
  return value >= low && value <= high;
}
