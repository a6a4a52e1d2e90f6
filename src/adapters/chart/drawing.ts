import { type ChartMetric, chartSeries } from '../../core/card/chart.ts';
import { versionWords } from '../../core/card/version-words.ts';
import type { ChartSpan } from '../../core/documents/chart-span.ts';
import { rollbackAccount } from '../../core/documents/report/rollback.ts';
import type { Recorded } from '../../core/rollout/events.ts';
import type { Rollout } from '../../core/rollout/state.ts';
import type { Instant } from '../../core/time.ts';
import { chooseMetrics } from './choose-metrics.ts';

/** A moment that the reader should see: the breach, the rollback, the end. */
export interface Moment {
  readonly at: Instant;
  readonly label: 'breach' | 'rollback' | 'completed';
  readonly tone: 'good' | 'bad';
}

/** A stretch of time in which the canary was to get the same share. */
export interface Band {
  readonly from: Instant;
  readonly to: Instant;
  /** Percent. */
  readonly weight: number;
}

/** All that a chart shows, as plain data: it is drawn in another thread. */
export interface Drawing {
  readonly title: string;
  readonly outcome: string;
  readonly canary: string;
  readonly stable: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly panels: readonly ChartMetric[];
  readonly bands: readonly Band[];
  readonly moments: readonly Moment[];
}

/**
 * @param span the part that is shown; null shows all of it
 * @returns null when nothing was measured that could be drawn
 */
export function drawingOf(
  rollout: Rollout,
  events: readonly Recorded[],
  span: ChartSpan | null = null,
): Drawing | null {
  const { from: first, to: last } = span ?? { from: 0, to: Number.POSITIVE_INFINITY };
  const within = ({ at }: { readonly at: Instant }) => at >= first && at <= last;
  const series = chartSeries(events, rollout.plan);
  const shown = series.metrics.map((metric) => ({ ...metric, points: metric.points.filter(within) }));
  const panels = chooseMetrics(rollout, events, shown.filter(hasValues));
  const times = panels.flatMap(({ points }) => points.map(({ at }) => at));
  if (times.length === 0) return null;
  const moments = momentsOf(events).filter(within);
  const marked = [
    ...times,
    ...series.weights.filter(within).map(({ at }) => at),
    ...moments.map(({ at }) => at),
  ];
  const [from, to] = [Math.min(...marked), Math.max(...marked)];
  const { plan } = rollout;
  return {
    title: `${plan.service} ${versionWords(plan.canary.version)} → ${plan.environment}`,
    outcome: outcomeOf(rollout),
    canary: versionWords(plan.canary.version),
    stable: versionWords(rollout.stable?.version ?? 'stable'),
    from,
    to: Math.max(to, from + 1000),
    panels,
    bands: bandsOf(series.weights, to).flatMap((band) => clipped(band, from) ?? []),
    moments,
  };
}

function hasValues({ points }: ChartMetric): boolean {
  return points.some(({ canary, stable }) => canary !== null || stable !== null);
}

function outcomeOf({ phase }: Rollout): string {
  switch (phase.kind) {
    case 'rolled-back':
      return 'rolled back';
    case 'rolling-back':
      return 'rolling back';
    case 'completed':
      return 'completed';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'under way';
  }
}

/** The breach, the rollback and the end; what lies between is the same moment on a chart of this size. */
function momentsOf(events: readonly Recorded[]): readonly Moment[] {
  const breach = rollbackAccount(events)?.firstSeenAt ?? null;
  const rollback = events.findLast(({ event }) => event.kind === 'rollback-ordered');
  const completed = events.findLast(({ event }) => event.kind === 'completed');
  return [
    ...(completed === undefined ? [] : [{ at: completed.at, label: 'completed', tone: 'good' } as const]),
    ...(breach === null || breach === rollback?.at
      ? []
      : [{ at: breach, label: 'breach', tone: 'bad' } as const]),
    ...(rollback === undefined ? [] : [{ at: rollback.at, label: 'rollback', tone: 'bad' } as const]),
  ];
}

/** What of a band is shown; null when none of it is. */
function clipped(band: Band, from: Instant): Band | null {
  return band.to <= from ? null : { ...band, from: Math.max(band.from, from) };
}

function bandsOf(
  weights: readonly { readonly at: Instant; readonly weight: number }[],
  end: Instant,
): readonly Band[] {
  const bands: Band[] = [];
  for (const [index, { at, weight }] of weights.entries()) {
    const to = Math.min(weights[index + 1]?.at ?? end, end);
    const last = bands.at(-1);
    if (last?.weight === weight) bands[bands.length - 1] = { ...last, to };
    else if (to > at) bands.push({ from: at, to, weight });
  }
  return bands;
}
