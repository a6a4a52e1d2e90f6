import { Failure } from '../../../core/failure.ts';
import type { Measurement, Reading } from '../../../core/judge/measurement.ts';
import { isLatency, isTrafficSeries } from '../../../core/judge/traffic-series.ts';
import type { Target } from '../../../core/rollout/plan.ts';
import type { Instant, Millis } from '../../../core/time.ts';
import { readSeries } from '../traffic-reading.ts';
import { type Counts, nothing } from './exporter.ts';
import { minus, type Sample, type Samples, sum } from './samples.ts';

/** What servers of a route did between two samples. */
export function countedBetween(
  base: Sample,
  fresh: Sample,
  route: string,
  servers: Iterable<string>,
): Counts {
  return [...servers].reduce((counts, server) => {
    const key = `${route}/${server}`;
    return sum(counts, minus(fresh.totals.get(key) ?? nothing, base.totals.get(key) ?? nothing));
  }, nothing);
}

interface Wanted {
  readonly metric: string;
  readonly series: string;
  readonly window: Millis;
}

/** @param serversOf the servers of a version */
export async function measureSeries(
  samples: Samples,
  route: string,
  sides: { readonly canary: Target; readonly stable: Target },
  wanted: readonly Wanted[],
  serversOf: (target: Target) => Iterable<string>,
): Promise<readonly Measurement[]> {
  const fresh = await samples.take(route).catch((error: unknown) => {
    if (error instanceof Failure) return error;
    throw error;
  });
  return wanted.map(({ metric, series, window }) => {
    const read = (target: Target): Reading => {
      if (fresh instanceof Failure) return { kind: 'none', reason: 'source-failed', sentence: fresh.message };
      const base = samples.base(fresh.at - window) ?? fresh;
      const counts = countedBetween(base, fresh, route, serversOf(target));
      return readingFrom(series, metric, counts, target, window, fresh.at - base.at);
    };
    return { metric, window, canary: read(sides.canary), stable: read(sides.stable) };
  });
}

function readingFrom(
  series: string,
  metric: string,
  counts: Counts,
  { version }: Target,
  window: Millis,
  covered: Millis,
): Reading {
  if (!isTrafficSeries(series)) {
    const sentence = `HAProxy has no series "${series}"; correct ${metric} in belay.yml.`;
    return { kind: 'none', reason: 'empty', sentence };
  }
  if (isLatency(series) && counts.requests > 0) {
    const sentence = `HAProxy does not count how long answers take, so it has no ${series}; ask Prometheus for ${metric} instead.`;
    return { kind: 'none', reason: 'empty', sentence };
  }
  // The exporter's classes begin with 2xx; 1xx answers are no answers of their own.
  const [, ...answers] = counts.statuses;
  return readSeries(
    series,
    { ...counts, statuses: [0, ...answers], latencies: [] },
    version,
    window,
    covered,
  );
}

/** Where the requests since a change of the split begin: never before the change. */
export function baseSince(
  samples: Samples,
  fresh: Sample,
  window: Millis,
  changed: Instant | Sample,
): Sample {
  const ofWindow = samples.base(fresh.at - window) ?? fresh;
  const ofChange = typeof changed === 'number' ? (samples.after(changed) ?? fresh) : changed;
  return ofChange.at > ofWindow.at ? ofChange : ofWindow;
}
