import type { ChartSeries } from '../wire.ts';
import { MetricChart } from './metric-chart.tsx';

interface Props {
  readonly series: ChartSeries;
  readonly canary: string;
  readonly stable: string;
}

export function Charts({ series, canary, stable }: Props) {
  const metrics = series.metrics.filter((metric) => metric.points.length > 0);
  if (metrics.length === 0) return null;
  return (
    <section class="charts" aria-labelledby="charts-title">
      <header class="charts-head">
        <h2 id="charts-title">Canary against stable</h2>
        <p class="legend">
          <span class="key key-canary">{canary}</span>
          <span class="key key-stable">{stable}</span>
          <span class="key key-limit">limit</span>
          <span class="key key-weight">traffic to canary</span>
        </p>
      </header>
      <div class="charts-grid">
        {metrics.map((metric) => (
          <MetricChart key={metric.name} series={metric} weights={series.weights} />
        ))}
      </div>
    </section>
  );
}
