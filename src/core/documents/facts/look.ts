import type { Reading } from '../../judge/measurement.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Instant, Millis } from '../../time.ts';

/** One look at one metric: the shortest window, which says most of the moment. */
export interface Look {
  readonly seq: number;
  readonly at: Instant;
  readonly window: Millis;
  readonly canary: Reading;
  readonly stable: Reading;
}

/** By stage (from 0) and metric, the oldest first; what was measured while no stage was on is left out. */
export type Looks = ReadonlyMap<number, ReadonlyMap<string, readonly Look[]>>;

export function looksOf(events: readonly Recorded[]): Looks {
  const stages = new Map<number, Map<string, Look[]>>();
  for (const { seq, at, event } of events) {
    if (event.kind !== 'measured' || event.stage === null) continue;
    const metrics = stages.get(event.stage) ?? new Map<string, Look[]>();
    stages.set(event.stage, metrics);
    const shortest = new Map<string, (typeof event.measurements)[number]>();
    for (const one of event.measurements) {
      const before = shortest.get(one.metric);
      if (before === undefined || one.window < before.window) shortest.set(one.metric, one);
    }
    for (const [metric, { window, canary, stable }] of shortest) {
      const looks = metrics.get(metric) ?? [];
      metrics.set(metric, looks);
      looks.push({ seq, at, window, canary, stable });
    }
  }
  return stages;
}

export type Side = 'canary' | 'stable';

/** A value that a look had; looks without one are left out. */
export interface Seen {
  readonly value: number;
  readonly requests: number | null;
  readonly errors: number | null;
  readonly look: Look;
}

export function seen(looks: readonly Look[], side: Side): readonly Seen[] {
  return looks.flatMap((look) => {
    const reading = look[side];
    return reading.kind === 'value' && Number.isFinite(reading.value)
      ? [{ value: reading.value, requests: reading.requests, errors: reading.errors, look }]
      : [];
  });
}

/** @param low whether low values are bad */
export function worstOf(all: readonly Seen[], low: boolean): Seen | undefined {
  return all.reduce<Seen | undefined>((worst, one) => {
    if (worst === undefined) return one;
    return (low ? one.value < worst.value : one.value > worst.value) ? one : worst;
  }, undefined);
}
