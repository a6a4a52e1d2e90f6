import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { readColors } from '../chart/colors.ts';
import type { ChartContent } from '../chart/plot.ts';
import { createPlot, plotData } from '../chart/plot.ts';
import { useScheme } from '../chart/use-scheme.ts';
import { clockTime, metricTitle, metricValue } from '../format.ts';
import type { ChartPoint, MetricSeries } from '../wire.ts';

const height = 148;

export function MetricChart(content: ChartContent) {
  const { series, weights } = content;
  const scheme = useScheme();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shown = useRef(content);
  const [pointed, setPointed] = useState<number | null>(null);
  shown.current = content;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme is read through the element's style
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const drawn = createPlot(element, {
      content: () => shown.current,
      colors: readColors(element),
      width: element.clientWidth,
      height,
      onPoint: setPointed,
    });
    plot.current = drawn;
    const resize = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      drawn.destroy();
    };
  }, [scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new weights are drawn with the data
  useEffect(() => plot.current?.setData(plotData(series)), [series, weights]);

  const point = (pointed === null ? undefined : series.points[pointed]) ?? series.points.at(-1);
  return (
    <figure class="chart">
      <figcaption>
        <b>{metricTitle(series.name)}</b>
        <Values series={series} point={point} pointed={pointed !== null} />
      </figcaption>
      <div ref={host} class="chart-plot" role="img" aria-label={summary(series)} />
      {series.limits.length === 0 ? null : (
        <p class="chart-limits">{series.limits.map((limit) => limit.label).join(' · ')}</p>
      )}
    </figure>
  );
}

interface ValuesProps {
  readonly series: MetricSeries;
  readonly point: ChartPoint | undefined;
  readonly pointed: boolean;
}

function Values({ series, point, pointed }: ValuesProps) {
  if (point === undefined) return null;
  return (
    <span class="chart-values">
      {pointed ? <span class="faint">{clockTime(point.at)}</span> : null}
      <span class="value-canary">{said(point.canary, series)}</span>
      <span class="value-stable">{said(point.stable, series)}</span>
    </span>
  );
}

function said(value: number | null, series: MetricSeries): string {
  return value === null ? 'no data' : metricValue(value, series.unit);
}

function summary(series: MetricSeries): string {
  const last = series.points.at(-1);
  if (last === undefined) return `${metricTitle(series.name)}: no measurements yet`;
  return `${metricTitle(series.name)}, latest: canary ${said(last.canary, series)}, stable ${said(last.stable, series)}`;
}
