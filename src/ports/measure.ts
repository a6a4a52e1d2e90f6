import type { EnvironmentName, ServiceName } from '../core/ids.ts';
import type { Measurement, ProbeResult } from '../core/judge/measurement.ts';
import type { Totals } from '../core/judge/totals.ts';
import type { Metric, MetricSource, Probe, Target } from '../core/rollout/plan.ts';
import type { Instant, Millis } from '../core/time.ts';

export interface Sides {
  readonly canary: Target;
  readonly stable: Target;
}

/** What is measured, by the names people gave it. */
export interface MeasuredSlot {
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
}

/** Measures metrics that the router does not count, on both sides. A source that fails is a reading, not an exception. */
export type MeasureMetrics = (
  sides: Sides,
  wanted: readonly { readonly metric: Metric; readonly window: Millis }[],
  slot: MeasuredSlot,
) => Promise<readonly Measurement[]>;

/** Reads the counters behind metrics that have them. A source that fails is `none`, not an exception. */
export type MeasureTotals = (
  sides: Sides,
  wanted: readonly Metric[],
  slot: MeasuredSlot,
) => Promise<readonly Totals[]>;

type ReportedSource = Extract<MetricSource, { kind: 'reported' }>;

export interface ReportedWanted {
  readonly metric: string;
  readonly source: ReportedSource;
  readonly window: Millis;
}

/** Counts what Belay was told of both sides from outside. */
export type MeasureReported = (
  asked: {
    readonly slot: MeasuredSlot;
    readonly sides: Sides;
    /** What was told before is not about this rollout. */
    readonly tookTrafficAt: Instant;
    readonly now: Instant;
  },
  wanted: readonly ReportedWanted[],
) => Promise<readonly Measurement[]>;

export type RunProbe = (probe: Probe, target: Target) => Promise<ProbeResult>;
