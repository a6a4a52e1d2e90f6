import type { SideTotals, Totals } from '../../../core/judge/totals.ts';
import { isLatency } from '../../../core/judge/traffic-series.ts';
import type { Target } from '../../../core/rollout/plan.ts';
import { type Instances, oneInstance, readTotals } from '../traffic-totals.ts';
import { type Counts, type Exported, nothing } from './exporter.ts';

/**
 * What HAProxy itself counted, so that every worker reads the same. Each exporter is an instance of its own: they
 * start anew one by one.
 * @param exported by the exporter's address
 * @param serverOf the server of a version
 */
export function totalsOfSeries(
  exported: ReadonlyMap<string, Exported>,
  route: string,
  sides: { readonly canary: Target; readonly stable: Target },
  wanted: readonly { readonly metric: string; readonly series: string }[],
  serverOf: (target: Target) => string,
): readonly Totals[] {
  const instancesOf = (target: Target): Instances => {
    const key = `${route}/${serverOf(target)}`;
    const [only, ...others] = exported.values();
    if (others.length === 0) return oneInstance(servedIn(only, key));
    return Object.fromEntries([...exported].map(([address, one]) => [address, servedIn(one, key)]));
  };
  const [canary, stable] = [instancesOf(sides.canary), instancesOf(sides.stable)];
  return wanted.map(({ metric, series }) => {
    const read = (instances: Instances) => readUnlessLatency(metric, series, instances);
    return { metric, canary: read(canary), stable: read(stable) };
  });
}

/** A server that the exporter does not show was never given a request by this process. */
function servedIn(exported: Exported | undefined, key: string): Counts & { readonly latencies: [] } {
  return { ...(exported?.servers.get(key) ?? nothing), latencies: [] };
}

function readUnlessLatency(metric: string, series: string, instances: Instances): SideTotals {
  if (!isLatency(series)) return readTotals(metric, series, instances);
  const sentence = `HAProxy does not count how long answers take, so ${series} cannot be tested against stable; ask Prometheus for ${metric} instead.`;
  return { kind: 'none', reason: 'empty', sentence };
}
